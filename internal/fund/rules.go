package fund

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
)

// The keys of the rule sets, by the day they took force.
const (
	Rules2020 = "2cfr200-2020"
	Rules2024 = "2cfr200-2024"
	Rules2025 = "2cfr200-2025"
)

// The names of thresholds; each rule set has every one of them.
const (
	EquipmentUnitCost       = "equipment_unit_cost"
	SuppliesLeft            = "supplies_left"
	SubawardInBase          = "subaward_in_base"
	DeMinimisRate           = "de_minimis_rate"
	SingleAuditSpending     = "single_audit_spending"
	SingleAuditDue          = "single_audit_due"
	MicroPurchase           = "micro_purchase"
	SimplifiedAcquisition   = "simplified_acquisition"
	FixedSubaward           = "fixed_subaward"
	InterestKept            = "interest_kept"
	ReimbursementDue        = "reimbursement_due"
	QuarterlyReportDue      = "quarterly_report_due"
	AnnualReportDue         = "annual_report_due"
	FinalReportRecipient    = "final_report_recipient"
	FinalReportSubrecipient = "final_report_subrecipient"
	RecordsKept             = "records_kept"
	ManagementDecision      = "management_decision"
	SubawardReported        = "subaward_reported"
	LobbyingCertified       = "lobbying_certified"
	EquipmentDisposed       = "equipment_disposed"
	MicroPurchaseCertified  = "micro_purchase_certified"
	SemiannualReportDue     = "semiannual_report_due"
	LiquidationRecipient    = "liquidation_recipient"
	LiquidationSubrecipient = "liquidation_subrecipient"
	ClosedUnilaterally      = "closed_unilaterally"
	TransferShare           = "transfer_share"
	AbsenceApproved         = "absence_approved"
	EffortCutApproved       = "effort_cut_approved"
	ExtensionByNotice       = "extension_by_notice"
	ExtensionNotice         = "extension_notice"
	ChangeAnswered          = "change_answered"
	ContractScreened        = "contract_screened"
	ExecutiveShare          = "executive_share"
	ExecutiveRevenue        = "executive_revenue"
)

// The units of thresholds.
const (
	Cents       = "minor_usd"
	Days        = "days"
	BasisPoints = "basis_points"
	Months      = "months"
	Years       = "years"
)

// RuleSets are the rules of 2 CFR 200 that awards may name, oldest first.
func RuleSets() []RuleSet {
	return []RuleSet{
		{Rules2020, calendar.On(2020, time.November, 12), "2 CFR 200 as amended in 2020"},
		{Rules2024, calendar.On(2024, time.October, 1), "2 CFR 200 as revised in 2024 (89 FR 30136)"},
		{Rules2025, calendar.On(2025, time.October, 1), "2 CFR 200 as revised in 2024, with the acquisition thresholds of October 2025"},
	}
}

// figure is one threshold under the three rule sets in turn.
type figure struct {
	name   string
	values [3]int64
	unit   string
	source string
}

func figures() []figure {
	return []figure{
		{EquipmentUnitCost, [3]int64{500_000, 1_000_000, 1_000_000}, Cents, "2 CFR 200.1"},
		{SuppliesLeft, [3]int64{500_000, 1_000_000, 1_000_000}, Cents, "2 CFR 200.314"},
		{SubawardInBase, [3]int64{2_500_000, 5_000_000, 5_000_000}, Cents, "2 CFR 200.1"},
		{DeMinimisRate, [3]int64{1_000, 1_500, 1_500}, BasisPoints, "2 CFR 200.414(f)"},
		{SingleAuditSpending, [3]int64{75_000_000, 100_000_000, 100_000_000}, Cents, "2 CFR 200.501"},
		{SingleAuditDue, [3]int64{9, 9, 9}, Months, "2 CFR 200.512"},
		{MicroPurchase, [3]int64{1_000_000, 1_000_000, 1_500_000}, Cents, "2 CFR 200.320(a)"},
		{SimplifiedAcquisition, [3]int64{25_000_000, 25_000_000, 35_000_000}, Cents, "2 CFR 200.320(a)"},
		{FixedSubaward, [3]int64{25_000_000, 50_000_000, 50_000_000}, Cents, "2 CFR 200.333"},
		{InterestKept, [3]int64{50_000, 50_000, 50_000}, Cents, "2 CFR 200.305(b)"},
		{ReimbursementDue, [3]int64{30, 30, 30}, Days, "2 CFR 200.305(b)"},
		{QuarterlyReportDue, [3]int64{30, 30, 30}, Days, "2 CFR 200.328"},
		{AnnualReportDue, [3]int64{90, 90, 90}, Days, "2 CFR 200.328"},
		{FinalReportRecipient, [3]int64{120, 120, 120}, Days, "2 CFR 200.344(b)"},
		{FinalReportSubrecipient, [3]int64{90, 90, 90}, Days, "2 CFR 200.344(b)"},
		{RecordsKept, [3]int64{3, 3, 3}, Years, "2 CFR 200.334"},
		{ManagementDecision, [3]int64{6, 6, 6}, Months, "2 CFR 200.521"},
		{SubawardReported, [3]int64{3_000_000, 3_000_000, 3_000_000}, Cents, "2 CFR 170"},
		{LobbyingCertified, [3]int64{10_000_000, 10_000_000, 10_000_000}, Cents, "31 USC 1352"},
		{EquipmentDisposed, [3]int64{500_000, 1_000_000, 1_000_000}, Cents, "2 CFR 200.313"},
		{MicroPurchaseCertified, [3]int64{5_000_000, 5_000_000, 5_000_000}, Cents, "2 CFR 200.320(a)"},
		{SemiannualReportDue, [3]int64{30, 30, 30}, Days, "2 CFR 200.328"},
		{LiquidationRecipient, [3]int64{120, 120, 120}, Days, "2 CFR 200.344(c)"},
		{LiquidationSubrecipient, [3]int64{90, 90, 90}, Days, "2 CFR 200.344(c)"},
		{ClosedUnilaterally, [3]int64{1, 1, 1}, Years, "2 CFR 200.344"},
		{TransferShare, [3]int64{1_000, 1_000, 1_000}, BasisPoints, "2 CFR 200.308"},
		{AbsenceApproved, [3]int64{3, 3, 3}, Months, "2 CFR 200.308"},
		{EffortCutApproved, [3]int64{2_500, 2_500, 2_500}, BasisPoints, "2 CFR 200.308"},
		{ExtensionByNotice, [3]int64{12, 12, 12}, Months, "2 CFR 200.308"},
		{ExtensionNotice, [3]int64{10, 10, 10}, Days, "2 CFR 200.308"},
		{ChangeAnswered, [3]int64{30, 30, 30}, Days, "2 CFR 200.308"},
		{ContractScreened, [3]int64{2_500_000, 2_500_000, 2_500_000}, Cents, "2 CFR 180.220"},
		{ExecutiveShare, [3]int64{8_000, 8_000, 8_000}, BasisPoints, "2 CFR 170 appendix A"},
		{ExecutiveRevenue, [3]int64{2_500_000_000, 2_500_000_000, 2_500_000_000}, Cents, "2 CFR 170 appendix A"},
	}
}

// Thresholds are the figures of every rule set, to be kept beside them.
func Thresholds() []Threshold {
	var out []Threshold
	for i, set := range RuleSets() {
		for _, f := range figures() {
			out = append(out, Threshold{set.Key, f.name, f.values[i], f.unit, f.source})
		}
	}
	return out
}

// InForce is the rule set an award signed that day falls under; false before the first one here.
func InForce(day calendar.Date) (RuleSet, bool) {
	var found RuleSet
	for _, set := range RuleSets() {
		if !day.Before(set.EffectiveFrom) {
			found = set
		}
	}
	return found, found.Key != ""
}
