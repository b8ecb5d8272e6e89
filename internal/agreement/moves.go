package agreement

import (
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Moves are the steps an award takes here, from the offer to official.
func Moves() []award.Move {
	return []award.Move{
		{From: string(award.Provisional), To: string(award.Negotiating), Verb: "open", Permission: auth.PrepareAgreement},
		{From: string(award.Negotiating), To: string(award.Negotiating), Verb: "prepare", Permission: auth.PrepareAgreement},
		{From: string(award.Negotiating), To: string(award.Negotiating), Verb: "answer", Permission: auth.AnswerAgreement},
		{From: string(award.Negotiating), To: string(award.Negotiating), Verb: "issue", Permission: auth.PrepareAgreement},
		{From: string(award.Negotiating), To: string(award.Negotiating), Verb: "sign", Permission: auth.SignAgreement},
		{From: string(award.Negotiating), To: string(award.AgreementSigned), Verb: "countersign", Permission: auth.Countersign},
		{From: string(award.Negotiating), To: string(award.Negotiating), Verb: "withdraw", Permission: auth.PrepareAgreement},
		{From: string(award.AgreementSigned), To: string(award.Negotiating), Verb: "withdraw", Permission: auth.PrepareAgreement},
		{From: string(award.AgreementSigned), To: string(award.Official), Verb: "make official", Permission: auth.PrepareAgreement},
	}
}

// step is where a verb leads from the state; one the table does not have is refused.
func step(from award.State, verb string) (award.State, error) {
	for _, m := range Moves() {
		if m.From == string(from) && m.Verb == verb {
			return award.State(m.To), nil
		}
	}
	return "", fault.New(fault.Conflict, "wrong_state", "You cannot %s this agreement now: the award is %s.", verb, from).With("state", string(from))
}
