package web

import "github.com/go-chi/chi/v5"

// adminRoutes are the pages of who may do what, and of what was done.
func (s *Site) adminRoutes(r chi.Router) {
	r.Get("/admin", s.do(s.adminPage))
	r.Post("/admin/roles", s.do(s.grantRole))
	r.Post("/admin/roles/{grant}/revoke", s.do(s.revokeRole))
	r.Get("/admin/audit", s.do(s.auditPage))
	r.Get("/admin/audit/{subject}", s.do(s.auditPage))
}
