package partnership

import "testing"

func TestAnAddressIsVouchedForByTheMuseumsOwnWebsiteOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		email, website string
		want           bool
	}{
		{"eva@whalemuseum.is", "https://www.whalemuseum.is/en", true},
		{"eva@mail.whalemuseum.is", "http://whalemuseum.is:8080", true},
		{"eva@evilwhalemuseum.is", "https://whalemuseum.is", false},
		{"eva@whalemuseum.is.example", "https://whalemuseum.is", false},
		{"eva@gmail.com", "https://gmail.com/whales", false},
		{"eva@facebook.com", "https://www.facebook.com/whales", false},
		{"eva@is", "https://is", false},
		{"eva@whalemuseum.is", "", false},
	} {
		if got := vouched(c.email, c.website); got != c.want {
			t.Errorf("%s by %q: %v", c.email, c.website, got)
		}
	}
}
