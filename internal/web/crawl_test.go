package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/sample"
)

var addresses = regexp.MustCompile(`(?:href|data-live)="(/[^"]*)"`)

// mostPages is how far a crawl goes; a list of thousands of museums is not walked to its end.
const mostPages = 250

func TestEveryLinkResolvesAsEachRole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	roles := []string{""}
	for _, r := range sample.Roles() {
		roles = append(roles, r.Key)
	}
	for _, role := range roles {
		t.Run("as "+role, func(t *testing.T) { h.crawl(t, role) })
	}
}

func (h *house) crawl(t *testing.T, role string) {
	b := h.in(t).as(role)
	seen, queue := map[string]string{"/": "the beginning"}, []string{"/"}
	for n := 0; len(queue) > 0 && n < mostPages; n++ {
		target := queue[0]
		queue = queue[1:]
		a := b.get(target)
		signIn := role == "" && a.status == http.StatusSeeOther && strings.HasPrefix(a.location, "/sign-in")
		moved := a.status == http.StatusSeeOther && (strings.HasPrefix(target, "/due/") || strings.HasPrefix(target, "/activities/") || target == "/dashboard")
		if a.status != http.StatusOK && !signIn && !moved {
			t.Errorf("GET %s: %d %s (from %s)", target, a.status, a.location, seen[shape(target)])
		}
		for _, m := range addresses.FindAllStringSubmatch(a.body, -1) {
			next, _, _ := strings.Cut(strings.ReplaceAll(m[1], "&amp;", "&"), "#")
			if skip(next) || seen[shape(next)] != "" {
				continue
			}
			seen[shape(next)] = target
			queue = append(queue, next)
		}
	}
}

// skip leaves out what is not a page.
func skip(target string) bool {
	return strings.HasPrefix(target, "/static/") || strings.HasSuffix(target, "/live") || target == ""
}

// shape is an address of which one visit is enough: pages of one list and of one kind of record look alike,
// but each record under a staff page is visited.
func shape(target string) string {
	path, query, _ := strings.Cut(target, "?")
	if query == "" || slices.Contains([]string{"/projects", "/museums"}, path) {
		return path
	}
	return target
}
