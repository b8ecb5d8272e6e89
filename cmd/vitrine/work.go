package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/jobs"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// openDue is the job that opens phases whose time has come.
type openDue struct{}

// Kind names the job in the queue.
func (openDue) Kind() string { return "program.open_due" }

// work does queued jobs and keeps the timetable until the context ends.
func (w *world) work(ctx context.Context, h *house) error {
	sender, err := mail.New(w.config.SMTP, filepath.Join(w.data, "mail"))
	if err != nil {
		return fmt.Errorf("open mail: %w", err)
	}
	postman := jobs.Postman{
		Messages: h.Messages, Sender: sender,
		House: mail.House{Name: "Vitrine", BaseURL: h.BaseURL, From: w.config.MailFrom, Key: h.Key},
	}
	plan := jobs.NewPlan()
	jobs.Handle(plan, postman.Deliver)
	jobs.Handle(plan, h.Award.DrawLetters)
	jobs.Handle(plan, h.Award.LeaveDue)
	jobs.Handle(plan, func(ctx context.Context, _ openDue) error {
		_, err := h.Program.OpenDue(auth.As(ctx, auth.System("timetable")))
		return err
	})
	jobs.Handle(plan, func(ctx context.Context, _ partnership.Tend) error {
		_, _, err := h.Partnership.TendEndorsements(ctx)
		return err
	})
	jobs.Handle(plan, func(ctx context.Context, _ review.Tend) error {
		_, _, err := h.Review.TendInvitations(ctx)
		return err
	})
	jobs.Handle(plan, func(ctx context.Context, _ filing.Tend) error {
		_, err := h.Filing.TendDue(auth.As(ctx, auth.System("timetable")))
		return err
	})
	jobs.Handle(plan, func(ctx context.Context, _ closeout.Tend) error {
		_, err := h.Closeout.TendDue(auth.As(ctx, auth.System("timetable")))
		return err
	})
	jobs.Handle(plan, func(ctx context.Context, _ profile.Tend) error {
		_, err := h.Profile.ArchiveEnded(auth.As(ctx, auth.System("timetable")))
		return err
	})
	jobs.Handle(plan, func(ctx context.Context, _ matching.Tend) error {
		_, err := h.Matching.ExpireOld(auth.As(ctx, auth.System("timetable")))
		return err
	})
	jobs.Handle(plan, func(ctx context.Context, _ office.EraseDue) error {
		_, err := h.EraseFiles(auth.As(ctx, auth.System("timetable")), false)
		return err
	})
	jobs.Keep(plan, postgres.Sessions{DB: h.db})
	jobs.KeepRegister(plan, h.People)
	jobs.Handle(plan, func(ctx context.Context, _ notify.Gather) error {
		_, err := h.Notice.Gather(auth.As(ctx, auth.System("timetable")))
		return err
	})
	plan.Every(time.Minute, openDue{})
	plan.Every(time.Minute, award.LeaveDue{})
	plan.Every(time.Hour, partnership.Tend{})
	plan.Every(time.Hour, review.Tend{})
	plan.Every(time.Hour, filing.Tend{})
	plan.Every(time.Hour, closeout.Tend{})
	plan.Every(time.Hour, profile.Tend{})
	plan.Every(time.Hour, matching.Tend{})
	plan.Every(5*time.Minute, notify.Gather{})
	plan.Every(24*time.Hour, office.EraseDue{})
	crew, err := jobs.New(h.db, plan, jobs.Options{Log: h.log})
	if err != nil {
		return err
	}
	return crew.Run(ctx, w.config.ShutdownTimeout)
}
