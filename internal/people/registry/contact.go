package registry

import (
	"net/url"
	"strings"
	"unicode"
)

func digitsOnly(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// keepDigits drops what people put between digits and refuses letters.
func keepDigits(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" -.()+/", r):
			return "", false
		}
	}
	return b.String(), true
}

// zipCode restores the zeros a spreadsheet took and writes 12345 or 12345-6789.
func zipCode(s string) (string, bool) {
	five, four, dashed := strings.Cut(s, "-")
	if !dashed && len(s) == 9 {
		five, four = s[:5], s[5:]
	}
	if !digitsOnly(five) || len(five) < 3 || len(five) > 5 {
		return "", false
	}
	five = strings.Repeat("0", 5-len(five)) + five
	if five < "00501" { // the lowest code in use
		return "", false
	}
	if four == "" || four == "0000" {
		return five, true
	}
	if !digitsOnly(four) || len(four) > 4 {
		return "", false
	}
	return five + "-" + strings.Repeat("0", 4-len(four)) + four, true
}

// phone takes a North American number, whose area and exchange start with 2 to 9.
func phone(s string) (string, bool) {
	digits, ok := keepDigits(s)
	if !ok {
		return "", false
	}
	if len(digits) == 11 {
		digits = strings.TrimPrefix(digits, "1")
	}
	if len(digits) != 10 || digits[0] < '2' || digits[3] < '2' {
		return "", false
	}
	return "+1 " + digits[:3] + "-" + digits[3:6] + "-" + digits[6:], true
}

// ein takes an employer identification number of nine digits, not all the same.
func ein(s string) (string, bool) {
	digits, ok := keepDigits(s)
	return digits, ok && len(digits) == 9 && strings.Trim(digits, digits[:1]) != ""
}

// cutWidth is the length from which an address may have been cut short.
const cutWidth = 36

// website makes an absolute address with a small host; http where no scheme
// was given. Mail addresses, bare words and cut-off hosts are refused.
func website(s string) (string, bool) {
	scheme, rest := cutScheme(strings.ReplaceAll(s, `\`, "/"))
	host, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	host = strings.ToLower(strings.TrimSuffix(strings.ReplaceAll(host, ",", "."), "."))
	if strings.EqualFold(host, "www") && strings.HasPrefix(path, "/") { // "www/name.org"
		return website(scheme + "://www." + path[1:])
	}
	if !validHost(host) || (path == "" && len(s) >= cutWidth && cutDomain(host)) || strings.ContainsFunc(path, unfit) {
		return "", false
	}
	if path == "/" || path == "/?" {
		path = ""
	}
	u, err := url.Parse(scheme + "://" + host + path)
	if err != nil {
		return "", false
	}
	return u.String(), true
}

// cutScheme forgives the usual slips: "http//", "htttp://", "http;//", none.
func cutScheme(s string) (scheme, rest string) {
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if n > 0 && strings.ContainsRune(":;/", rune(s[n])) {
		switch strings.ToLower(s[:n]) {
		case "https":
			return "https", strings.TrimLeft(s[n:], ":;/")
		case "http", "htttp", "htp", "hhtp", "hhttp", "ttp", "httpp":
			return "http", strings.TrimLeft(s[n:], ":;/")
		}
	}
	return "http", s
}

func validHost(host string) bool {
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(host) > 253 || len(last) < 2 || len(last) > 6 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
		}) {
			return false
		}
	}
	return !strings.ContainsAny(last, "0123456789-") && (len(labels) > 2 || labels[0] != "www")
}

// cutDomain knows the first halves of com, org, net, edu and gov.
func cutDomain(host string) bool {
	for _, half := range []string{".co", ".or", ".ne", ".ed", ".go"} {
		if strings.HasSuffix(host, half) {
			return true
		}
	}
	return false
}

func unfit(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune(`"<>{}|^@`, r) || r == '`'
}
