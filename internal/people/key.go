package people

import (
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"
)

// commonWords are words of names that tell no museum from another, in the languages of the register.
const commonWords = ` museum museums museo museos museu musee musees muzeum muzej muzeul museet muzium of the and at in for de del la el los las ` +
	` le les du des der die das do da y e et und inc incorporated llc ltd `

// written out are the short forms that people and registries use for each other.
var writtenOut = map[string]string{
	"st": "saint", "mt": "mount", "ft": "fort", "co": "county", "univ": "university", "hist": "historical", "ctr": "center",
	"centre": "center", "assn": "association", "soc": "society", "natl": "national", "intl": "international", "theatre": "theater",
}

// StemKey is the telling words of a name, sorted, so that "Museum of Kennesaw History" is "Kennesaw History Museum".
func StemKey(name string) string { return stemOf(NameKey(name)) }

func stemOf(key string) string {
	kept := make([]string, 0, 8)
	for w := range strings.FieldsSeq(key) {
		if long := writtenOut[w]; long != "" {
			w = long
		}
		if !common()[w] && !slices.Contains(kept, w) {
			kept = append(kept, w)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, " ")
}

// Index writes the keys by which duplicates of a record are found; whoever keeps a record calls it.
func (o *Organization) Index() {
	o.NameKey, o.LocalKey = NameKey(o.Name), ""
	o.StemKey = stemOf(o.NameKey)
	if o.NameLocal != "" {
		o.LocalKey = NameKey(o.NameLocal)
	}
	o.Domain, o.PhoneKey = SiteDomain(o.Website), phoneKey(o.Phone)
	if o.Languages == nil {
		o.Languages = []string{}
	}
}

// phoneKey is the last ten digits of a number, empty below seven: prefixes and marks are written in many ways.
func phoneKey(phone string) string {
	phone, _, _ = strings.Cut(strings.ToLower(phone), "x")
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	if len(digits) < 7 {
		return ""
	}
	return digits[max(0, len(digits)-10):]
}

// freeMailHosts are the domains where anybody has an address, and sharedHosts those where anybody has a page.
const (
	freeMailHosts = ` gmail.com googlemail.com hotmail.com live.com msn.com aol.com aim.com icloud.com me.com mac.com gmx.com gmx.de gmx.net web.de ` +
		` proton.me protonmail.com mail.com mail.ru inbox.ru list.ru bk.ru yandex.ru yandex.com ya.ru rambler.ru qq.com 163.com 126.com sina.com sohu.com foxmail.com ` +
		` naver.com hanmail.net daum.net comcast.net verizon.net att.net sbcglobal.net bellsouth.net earthlink.net cox.net charter.net roadrunner.com frontier.com ` +
		` frontiernet.net windstream.net centurylink.net juno.com netzero.net optonline.net embarqmail.com rediffmail.com libero.it orange.fr wanadoo.fr free.fr ` +
		` laposte.net t-online.de uol.com.br bol.com.br terra.com.br zoho.com fastmail.com hey.com tutanota.com ukr.net seznam.cz wp.pl onet.pl o2.pl btinternet.com `
	freeMailNames = ` yahoo ymail rocketmail outlook hotmail live yandex `
	sharedHosts   = ` facebook.com fb.com google.com instagram.com twitter.com x.com linkedin.com youtube.com myspace.com wikipedia.org tripadvisor.com yelp.com ` +
		` angelfire.com tripod.com geocities.com homestead.com rootsweb.com ancestry.com usgennet.org wordpress.com blogspot.com weebly.com wix.com wixsite.com ` +
		` squarespace.com webs.com tumblr.com typepad.com yolasite.com jimdo.com godaddysites.com archive.org flickr.com meetup.com bit.ly linktr.ee `
)

// The lists as sets, made when the first record is indexed.
var (
	common           = setOf(commonWords)
	freeMail         = setOf(freeMailHosts)
	freeMailFamilies = setOf(freeMailNames)
	anybodysPages    = setOf(sharedHosts)
)

func setOf(words string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for w := range strings.FieldsSeq(words) {
			set[w] = true
		}
		return set
	})
}

// FreeMail tells whether anybody can have an address of the domain, so that one proves nothing.
func FreeMail(domain string) bool {
	family, _, _ := strings.Cut(domain, ".")
	return freeMail()[domain] || freeMailFamilies()[family]
}

// registrable is the part of a host that somebody registered, by the public suffix list; empty for none.
func registrable(host string) string {
	host = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(host)), ".")
	d, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || strings.Trim(d, "0123456789.") == "" {
		return ""
	}
	return d
}

// SiteDomain is the registrable domain of a museum's own website; empty for none and for pages anybody can have.
func SiteDomain(website string) string {
	if website == "" {
		return ""
	}
	if !strings.Contains(website, "://") {
		website = "https://" + website
	}
	u, err := url.Parse(website)
	if err != nil {
		return ""
	}
	d := registrable(u.Hostname())
	if d == "" || anybodysPages()[d] || FreeMail(d) {
		return ""
	}
	return d
}

// MailDomain is the registrable domain of an address; empty for none and where anybody can have an address.
func MailDomain(email string) string {
	_, host, ok := strings.Cut(email, "@")
	if !ok {
		return ""
	}
	if d := registrable(host); !FreeMail(d) {
		return d
	}
	return ""
}

// earthRadius is the mean radius of the earth in kilometers.
const earthRadius = 6371.0

// distance is the way between two places along the earth, in kilometers.
func distance(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = math.Pi / 180
	a := math.Sin((lat2-lat1)*degree/2)*math.Sin((lat2-lat1)*degree/2) +
		math.Cos(lat1*degree)*math.Cos(lat2*degree)*math.Sin((lon2-lon1)*degree/2)*math.Sin((lon2-lon1)*degree/2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(a)))
}
