package strip

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// part is one file of an archive, unpacked.
type part struct {
	name string
	body []byte
	deep bool // deflated, as it was
}

// stripArchive rewrites an Office or OpenDocument file: properties emptied, previews and settings of the writer's machine
// gone, comments and changes without writers, pictures stripped, no times of writing.
func stripArchive(b []byte) *Copy {
	parts, why := unpack(b)
	if why != "" {
		return held(why, nil, nil)
	}
	pages := archiveText(parts)
	var kept []part
	var marks []Mark
	for _, p := range parts {
		keep, found, why := p.strip()
		marks = append(marks, found...)
		if why != "" {
			return held(why, marks, pages)
		}
		if keep {
			kept = append(kept, p)
		}
	}
	kept = unlink(kept, parts)
	pages = archiveText(kept)
	out, err := pack(kept)
	if err != nil {
		return held(Broken, marks, pages)
	}
	for _, p := range kept {
		if _, left, why := p.strip(); why != "" || len(left) > 0 {
			return held(Marked, marks, pages)
		}
	}
	return &Copy{Bytes: out, Marks: marks, Pages: pages}
}

func unpack(b []byte) ([]part, Held) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, Broken
	}
	var out []part
	left := int64(MostBytes)
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, Encrypted
		}
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, Broken
		}
		body, err := io.ReadAll(io.LimitReader(r, left+1))
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, Broken
		}
		if left -= int64(len(body)); left < 0 {
			return nil, TooLarge
		}
		out = append(out, part{f.Name, body, f.Method == zip.Deflate})
	}
	return out, ""
}

func pack(parts []part) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Store}
		if p.deep {
			h.Method = zip.Deflate
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(p.body); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// strip takes out of a part what says who wrote it; keep is false for parts that do nothing else.
func (p *part) strip() (keep bool, marks []Mark, why Held) {
	name := strings.ToLower(p.name)
	switch {
	case strings.Contains(name, "/embeddings/"), strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "object "):
		return true, nil, Attached
	case strings.HasPrefix(name, "docprops/thumbnail"), strings.HasPrefix(name, "thumbnails/"), strings.HasPrefix(name, "customxml/"),
		strings.Contains(name, "printersettings/"), strings.HasPrefix(name, "configurations2/"):
		return false, []Mark{mark(path.Base(p.name), sized(len(p.body)))}, ""
	case name == "docprops/core.xml", name == "docprops/app.xml", name == "docprops/custom.xml", name == "meta.xml":
		return true, p.empty(), ""
	case strings.HasSuffix(name, ".jpg"), strings.HasSuffix(name, ".jpeg"):
		return p.picture(stripJPEG)
	case strings.HasSuffix(name, ".png"):
		return p.picture(stripPNG)
	case strings.HasSuffix(name, ".xml"):
		marks = p.scrub()
		return true, marks, ""
	case strings.HasSuffix(name, ".rels"), name == "mimetype":
		return true, nil, ""
	}
	if telling(p.body) {
		return true, nil, Marked
	}
	return true, nil, ""
}

func (p *part) picture(strip func([]byte) ([]byte, []Mark, bool)) (bool, []Mark, Held) {
	out, marks, ok := strip(p.body)
	if !ok {
		return true, nil, Broken
	}
	p.body = out
	return true, marks, ""
}

var (
	inner  = regexp.MustCompile(`(?s)<([A-Za-z_][\w.:-]*)((?:\s[^<>]*)?)>([^<>]+)</`)
	stated = regexp.MustCompile(`(?s)<([A-Za-z_][\w.-]*:(?:editing-cycles|editing-duration|document-statistic|template|user-defined))\b[^<>]*>`)
)

// empty leaves the root of a part of properties and nothing within.
func (p *part) empty() []Mark {
	var marks []Mark
	for _, m := range inner.FindAllSubmatch(p.body, -1) {
		if value := strings.TrimSpace(plain(m[3])); value != "" {
			name := string(m[1])
			if i := strings.Index(name, ":"); i >= 0 {
				name = name[i+1:]
			}
			marks = append(marks, mark(name, value))
		}
	}
	for _, m := range stated.FindAllSubmatch(p.body, -1) {
		marks = append(marks, mark(string(m[1]), ""))
	}
	head, rest, root := []byte(nil), p.body, ""
	if i := bytes.Index(rest, []byte("?>")); i >= 0 {
		head, rest = rest[:i+2], rest[i+2:]
	}
	open := regexp.MustCompile(`(?s)^\s*<([A-Za-z_][\w.:-]*)((?:\s[^<>]*?)?)/?>`).FindSubmatch(rest)
	if open == nil {
		return marks
	}
	root = string(open[1])
	p.body = slices.Concat(head, []byte("<"+root), open[2], []byte("></"+root+">"))
	return marks
}

var (
	// writers are attributes that name a person or their machine, in any of the vocabularies.
	writers = regexp.MustCompile(`(\s(?:[\w.-]+:)?(?:author|initials|userId|providerId|lastModifiedBy|userName|creator|rsid\w*|paraId|textId|dT)=)("[^"]*"|'[^']*')`)
	named   = regexp.MustCompile(`(<(?:[\w.-]+:)?person\s[^<>]*?displayName=)"([^"]*)"`)
	dated   = regexp.MustCompile(`(\s(?:w|w16du|table|text):(?:date|dateUtc)=)("[^"]*"|'[^']*')`)
	wrote   = regexp.MustCompile(`(?s)(<((?:[\w.-]+:)?(?:author|creator|initials|sender-initials|creator-initials))(?:\s[^<>]*)?>)([^<]+)(</)`)
	folder  = regexp.MustCompile(`(?s)<(?:[\w.-]+:)?absPath\s[^<>]*/?>`)
	noted   = regexp.MustCompile(`(?s)(<dc:date(?:\s[^<>]*)?>)([^<]+)(</)`)
	ids     = regexp.MustCompile(`(?s)<(?:[\w.-]+:)?rsids>.*?</(?:[\w.-]+:)?rsids>`)
)

// scrub empties writers of comments and changes, times and the marks of editing sessions.
func (p *part) scrub() []Mark {
	var marks []Mark
	p.body = ids.ReplaceAll(p.body, nil)
	p.body = folder.ReplaceAllFunc(p.body, func(b []byte) []byte {
		marks = append(marks, mark("folder", string(b)))
		return nil
	})
	p.body = writers.ReplaceAllFunc(p.body, func(b []byte) []byte {
		m := writers.FindSubmatch(b)
		name, value := strings.TrimSpace(strings.TrimSuffix(string(m[1]), "=")), string(m[2][1:len(m[2])-1])
		if strings.Contains(name, "rsid") || strings.HasSuffix(name, "paraId") || strings.HasSuffix(name, "textId") || name == "dT" {
			return nil
		}
		if value != "" && value != "0" {
			marks = append(marks, mark(name, plain([]byte(value))))
		}
		return append(slices.Clone(m[1]), `""`...)
	})
	p.body = named.ReplaceAllFunc(p.body, func(b []byte) []byte {
		m := named.FindSubmatch(b)
		if len(m[2]) > 0 {
			marks = append(marks, mark("person", plain(m[2])))
		}
		return append(slices.Clone(m[1]), `""`...)
	})
	p.body = dated.ReplaceAll(p.body, nil)
	p.body = noted.ReplaceAll(p.body, []byte("${1}1970-01-01T00:00:00${3}"))
	p.body = wrote.ReplaceAllFunc(p.body, func(b []byte) []byte {
		m := wrote.FindSubmatch(b)
		if value := strings.TrimSpace(plain(m[3])); value != "" {
			marks = append(marks, mark(string(m[2]), value))
		}
		return slices.Concat(m[1], m[4])
	})
	return marks
}

var (
	related  = regexp.MustCompile(`(?s)<Relationship\s[^<>]*?Target="([^"]*)"[^<>]*/>`)
	typed    = regexp.MustCompile(`(?s)<Override\s[^<>]*?PartName="([^"]*)"[^<>]*/>`)
	manifest = regexp.MustCompile(`(?s)<manifest:file-entry\s[^<>]*?manifest:full-path="([^"]*)"[^<>]*/>`)
)

// unlink takes the mention of dropped parts out of the lists that name parts.
func unlink(kept, all []part) []part {
	gone := map[string]bool{}
	for _, p := range all {
		gone[p.name] = true
	}
	for _, p := range kept {
		delete(gone, p.name)
	}
	for i := range kept {
		p := &kept[i]
		drop := func(list *regexp.Regexp, from string) {
			p.body = list.ReplaceAllFunc(p.body, func(b []byte) []byte {
				target := string(list.FindSubmatch(b)[1])
				if !strings.HasPrefix(target, "/") {
					target = path.Join(from, target)
				}
				if gone[strings.TrimPrefix(target, "/")] {
					return nil
				}
				return b
			})
		}
		switch {
		case strings.HasSuffix(p.name, ".rels"):
			drop(related, path.Dir(path.Dir(p.name)))
		case p.name == "[Content_Types].xml":
			drop(typed, "")
		case p.name == "META-INF/manifest.xml":
			drop(manifest, "")
		}
	}
	return kept
}

// archiveText is the text of a document as one page, of a workbook sheet by sheet with its comments.
func archiveText(parts []part) []Page {
	var text strings.Builder
	pictures := false
	for _, p := range parts {
		name := strings.ToLower(p.name)
		switch {
		case strings.Contains(name, "media/"), strings.HasPrefix(name, "pictures/"):
			pictures = true
		case !strings.HasSuffix(name, ".xml"), strings.HasPrefix(name, "docprops/"), strings.HasPrefix(name, "meta"), strings.Contains(name, "styles"),
			strings.Contains(name, "theme"), strings.Contains(name, "settings"), name == "[content_types].xml", strings.Contains(name, "fonttable"):
		default:
			text.WriteString(words(p.body))
		}
	}
	t := strings.TrimSpace(text.String())
	return []Page{{Number: 1, Text: t, Unclear: t == "" && pictures}}
}

// words is the text of an XML part; what ends a paragraph, row or cell ends a line.
func words(body []byte) string {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	var out strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return out.String()
		}
		switch t := t.(type) {
		case xml.CharData:
			out.Write(t)
		case xml.StartElement:
			switch t.Name.Local {
			case "tab", "br", "s", "line-break":
				out.WriteByte(' ')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "p", "h", "si", "row", "c", "tc", "comment", "table-cell", "table-row", "author":
				out.WriteByte('\n')
			}
		}
	}
}

// plain undoes the escapes of XML text.
func plain(b []byte) string {
	s := string(b)
	for _, e := range []struct{ from, to string }{{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", `"`}, {"&apos;", "'"}, {"&amp;", "&"}} {
		s = strings.ReplaceAll(s, e.from, e.to)
	}
	if i := strings.Index(s, "&#"); i >= 0 {
		s = regexp.MustCompile(`&#(\d+);`).ReplaceAllStringFunc(s, func(m string) string {
			if n, err := strconv.Atoi(m[2 : len(m)-1]); err == nil {
				return string(rune(n))
			}
			return m
		})
	}
	return s
}
