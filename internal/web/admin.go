package web

import "github.com/go-chi/chi/v5"

func (s *Site) adminRoutes(r chi.Router) {
}
