package web

import "github.com/go-chi/chi/v5"

func (s *Site) officerRoutes(r chi.Router) {
}
