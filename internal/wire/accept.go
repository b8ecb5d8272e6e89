package wire

import (
	"mime"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	typeJSON     = "application/json"
	typeResponse = "application/graphql-response+json"
	typeStream   = "text/event-stream"
)

// acceptance is what a client takes: one body type, or none, and whether it takes or prefers a stream.
type acceptance struct {
	body          string
	stream        bool
	preferStream  bool
	nothingOfOurs bool
}

// negotiate reads Accept with its weights. Without one, or with only wildcards, the answer is
// application/json; a stream must be named.
func negotiate(headers []string) acceptance {
	joined := strings.TrimSpace(strings.Join(headers, ","))
	if joined == "" {
		return acceptance{body: typeJSON}
	}
	json, response, stream := weight{}, weight{}, weight{}
	for part := range strings.SplitSeq(joined, ",") {
		kind, q, ok := mediaRange(part)
		if !ok {
			continue
		}
		switch kind {
		case typeJSON:
			json.take(q, 3)
		case typeResponse:
			response.take(q, 3)
		case typeStream:
			stream.take(q, 3)
		case "application/*":
			json.take(q, 2)
			response.take(q, 2)
		case "*/*":
			json.take(q, 1)
			response.take(q, 1)
		}
	}
	a := acceptance{body: typeJSON, stream: stream.q > 0}
	best := json
	if response.q > json.q || response.q == json.q && response.rank == 3 {
		a.body, best = typeResponse, response
	}
	if best.q == 0 {
		a.body = ""
	}
	a.preferStream = stream.q > best.q
	a.nothingOfOurs = a.body == "" && !a.stream
	return a
}

// weight is the quality of a type by the most specific range that names it.
type weight struct {
	q    float64
	rank int
}

func (w *weight) take(q float64, rank int) {
	if rank > w.rank || rank == w.rank && q > w.q {
		w.q, w.rank = q, rank
	}
}

func mediaRange(part string) (kind string, q float64, ok bool) {
	kind, params, err := mime.ParseMediaType(part)
	if err != nil {
		return "", 0, false
	}
	if charset, named := params["charset"]; named && !isUTF8(charset) {
		return "", 0, false
	}
	q = 1
	if s, weighted := params["q"]; weighted {
		if q, err = strconv.ParseFloat(s, 64); err != nil || q < 0 || q > 1 {
			return "", 0, false
		}
	}
	return kind, q, true
}

func isUTF8(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}
