package catalog

import (
	"sync"

	"golang.org/x/text/language"
)

// matcher compares a browser's wishes with our languages; English answers the rest.
var matcher = sync.OnceValue(func() language.Matcher {
	tags := []language.Tag{}
	for _, l := range Languages() {
		tags = append(tags, language.MustParse(l.Tag))
	}
	return language.NewMatcher(tags)
})

// Negotiate picks the language: chosen on this device, kept with the person, the browser's, English.
func Negotiate(acceptLanguage, cookie, personLocale string) string {
	for _, wish := range []string{cookie, personLocale} {
		if Known(wish) {
			return wish
		}
	}
	if len(acceptLanguage) > 500 {
		return English
	}
	wishes, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wishes) == 0 {
		return English
	}
	_, i, sure := matcher().Match(wishes...)
	if sure == language.No {
		return English
	}
	return Languages()[i].Tag
}

// Known tells whether Vitrine speaks the language with this tag.
func Known(locale string) bool {
	for _, l := range Languages() {
		if l.Tag == locale {
			return true
		}
	}
	return false
}

// Dir is the direction text of a language runs: rtl, ltr, or auto when nobody said.
func Dir(lang string) string {
	if lang == "" {
		return "auto"
	}
	tag, err := language.Parse(lang)
	if err != nil {
		return "auto"
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Samr":
		return "rtl"
	}
	return "ltr"
}
