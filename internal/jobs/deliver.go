package jobs

import (
	"context"
	"errors"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// Postman sends queued messages: each once, and each person's in the order they were queued.
type Postman struct {
	Messages postgres.Messages
	House    mail.House
	Sender   mail.Sender
}

// Deliver sends a message, after the person's older ones that still wait. One that cannot leave now
// stays queued and fails the job, which is tried again; one that never will is given up, for others to pass.
func (p Postman) Deliver(ctx context.Context, j notify.Deliver) error {
	waiting, err := p.Messages.WaitingUpTo(ctx, j.Message)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		if err := p.deliver(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (p Postman) deliver(ctx context.Context, id ident.Message) error {
	var down error
	err := p.Messages.InTx(ctx, func(ctx context.Context) error {
		m, err := p.Messages.Claim(ctx, id)
		if err != nil || m == nil {
			return err
		}
		rendered, err := p.House.Render(m)
		if err != nil {
			return p.Messages.GaveUp(ctx, id, err.Error())
		}
		switch err := p.Sender.Send(ctx, rendered); {
		case err == nil:
			return p.Messages.Delivered(ctx, id)
		case errors.Is(err, mail.ErrRefused):
			return p.Messages.GaveUp(ctx, id, err.Error())
		default:
			down = err
			return p.Messages.Refused(ctx, id, err.Error())
		}
	})
	return errors.Join(err, down)
}
