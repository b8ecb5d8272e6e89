package payment

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The parts of an ISO 20022 customer credit transfer initiation, pain.001.001.09, as far as they are used: the bank knows
// the accounts of payees by their vendor numbers, so no account is in it.
type (
	painDocument struct {
		XMLName xml.Name `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
		Init    painInit `xml:"CstmrCdtTrfInitn"`
	}
	painInit struct {
		Header  painHeader  `xml:"GrpHdr"`
		Payment painPayment `xml:"PmtInf"`
	}
	painHeader struct {
		ID      string    `xml:"MsgId"`
		Created string    `xml:"CreDtTm"`
		Count   string    `xml:"NbOfTxs"`
		Sum     string    `xml:"CtrlSum"`
		Party   painParty `xml:"InitgPty"`
	}
	painParty struct {
		Name string       `xml:"Nm"`
		ID   *painPartyID `xml:"Id,omitempty"`
	}
	painPartyID struct {
		Other painOther `xml:"OrgId>Othr"`
	}
	painOther struct {
		ID     string      `xml:"Id"`
		Scheme *painScheme `xml:"SchmeNm,omitempty"`
	}
	painScheme struct {
		Own string `xml:"Prtry"`
	}
	painPayment struct {
		ID      string         `xml:"PmtInfId"`
		Method  string         `xml:"PmtMtd"`
		Count   string         `xml:"NbOfTxs"`
		Sum     string         `xml:"CtrlSum"`
		On      string         `xml:"ReqdExctnDt>Dt"`
		Debtor  painParty      `xml:"Dbtr"`
		Account painOther      `xml:"DbtrAcct>Id>Othr"`
		Agent   painOther      `xml:"DbtrAgt>FinInstnId>Othr"`
		Orders  []painTransfer `xml:"CdtTrfTxInf"`
	}
	painTransfer struct {
		EndToEnd string     `xml:"PmtId>EndToEndId"`
		Amount   painAmount `xml:"Amt>InstdAmt"`
		Creditor painParty  `xml:"Cdtr"`
		Says     string     `xml:"RmtInf>Ustrd"`
	}
	painAmount struct {
		Currency string `xml:"Ccy,attr"`
		Value    string `xml:",chardata"`
	}
)

// atBank stands where the standard asks an account that the bank keeps itself.
const atBank = "NOTPROVIDED"

// transfer writes the batch as the bank reads it; the same batch gives the same bytes.
func transfer(b *Batch, orders []*Order) ([]byte, error) {
	payer := painParty{Name: latin(orders[0].Administrator, 140)}
	count, sum := strconv.Itoa(b.Count), b.Total().Decimal()
	d := painDocument{Init: painInit{
		Header: painHeader{ID: b.Number, Created: b.MadeAt.UTC().Format("2006-01-02T15:04:05Z"), Count: count, Sum: sum, Party: payer},
		Payment: painPayment{
			ID: b.Number, Method: "TRF", Count: count, Sum: sum, On: b.MadeOn.String(), Debtor: payer,
			Account: painOther{ID: atBank}, Agent: painOther{ID: atBank},
		},
	}}
	for _, o := range orders {
		d.Init.Payment.Orders = append(d.Init.Payment.Orders, painTransfer{
			EndToEnd: latin(o.Reference(), 35), Amount: painAmount{Currency: string(o.Currency), Value: o.Amount().Decimal()},
			Creditor: painParty{Name: latin(o.Payee, 140), ID: &painPartyID{Other: painOther{ID: o.Vendor, Scheme: &painScheme{Own: "VENDOR"}}}},
			Says:     latin("Award "+o.Award+", payment "+strconv.Itoa(o.Number), 140),
		})
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	enc := xml.NewEncoder(&out)
	enc.Indent("", " ")
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("write transfer: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// latin is text in the letters every bank takes: accents fall, what is left over becomes a point; cut to a length.
func latin(text string, most int) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/-?:().,'+ ", r)):
			b.WriteRune(r)
		case r == '&':
			b.WriteString("and")
		default:
			b.WriteByte('.')
		}
	}
	out := strings.TrimSpace(b.String())
	if len(out) > most {
		out = strings.TrimSpace(out[:most])
	}
	if out == "" {
		return "-"
	}
	return out
}
