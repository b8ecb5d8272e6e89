package wire

import (
	"mime"
	"net/http"
	"strings"
)

const allowed = "GET, POST, OPTIONS"

// guard refuses, before anything is read, what is no request of ours: other methods, other content types,
// and requests that another site makes with the visitor's cookie.
func guard(next http.Handler, origins *http.CrossOriginProtection) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "private, no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		for _, name := range []string{"Accept", "Authorization", "Cookie", "Origin"} {
			h.Add("Vary", name)
		}
		if no := examine(w, r, origins); no != nil {
			writeRefusal(w, r, no)
			return
		}
		if r.Method == http.MethodOptions {
			h.Set("Allow", allowed)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func examine(w http.ResponseWriter, r *http.Request, origins *http.CrossOriginProtection) *refusal {
	switch r.Method {
	case http.MethodOptions:
		return nil
	case http.MethodGet:
		if isUpgrade(r) && crossSite(r, origins) {
			return refuse(http.StatusForbidden, Forbidden, "A page of another site may not connect here.")
		}
		return nil
	case http.MethodPost:
		if crossSite(r, origins) {
			return refuse(http.StatusForbidden, Forbidden, "A page of another site may not send this.")
		}
		return contentType(w, r)
	}
	w.Header().Set("Allow", allowed)
	return refuse(http.StatusMethodNotAllowed, BadUserInput, "Use GET for queries and POST for everything else.")
}

func contentType(w http.ResponseWriter, r *http.Request) *refusal {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, named := params["charset"]
	coding := r.Header.Get("Content-Encoding")
	if err == nil && kind == typeJSON && (!named || isUTF8(charset)) && (coding == "" || coding == "identity") {
		return nil
	}
	w.Header().Set("Accept-Post", typeJSON)
	return refuse(http.StatusUnsupportedMediaType, BadUserInput, "Send application/json in UTF-8, not compressed.")
}

// crossSite leaves out requests that carry a token and no cookie: a page cannot make a visitor's browser send one.
func crossSite(r *http.Request, origins *http.CrossOriginProtection) bool {
	if r.Header.Get("Authorization") != "" && r.Header.Get("Cookie") == "" {
		return false
	}
	if r.Method == http.MethodGet {
		// the standard check lets GET pass, but a websocket that begins as one can do anything
		r = r.WithContext(r.Context())
		r.Method = http.MethodPost
	}
	return origins.Check(r) != nil
}

func isUpgrade(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}
