package sample

import "github.com/vitrine-grants/vitrine/internal/auth"

// Password opens every account of the sample world; outside a demo nobody has it.
const Password = "vitrine-demo-2027"

// Role is somebody of the sample world whom anyone may be.
type Role struct {
	Key    string // also the part of the address before the at sign
	Email  string
	Given  string
	Family string
	Does   string // one line for the sign-in page

	staff      auth.Role // held in Museums Connect, or everywhere
	everywhere bool
}

// Roles are the people one can sign in as, in the order of a grant's life.
func Roles() []Role {
	list := []Role{
		{Key: "applicant", Given: "Ada", Family: "Lundgren", Does: "writes and submits a museum's proposal"},
		{Key: "partner", Given: "Wanjiru", Family: "Kamau", Does: "speaks for the museum abroad: confirms and writes its part"},
		{Key: "official", Given: "Ngozi", Family: "Okafor", Does: "signs a museum's proposal as its authorized official"},
		{Key: "reviewer", Given: "Teodora", Family: "Ilić", Does: "declares conflicts, reads and scores proposals"},
		{Key: "chair", Given: "Samuel", Family: "Achterberg", Does: "runs the panel, reopens and locks reviews"},
		{Key: "officer", Given: "Priya", Family: "Raman", Does: "checks proposals, forms panels, proposes the slate", staff: auth.Officer},
		{Key: "grants", Given: "Miguel", Family: "Ferrante", Does: "freezes the ranking and sends the letters", staff: auth.Grants},
		{Key: "director", Given: "Helen", Family: "Marsh", Does: "approves slates and freezes reports", staff: auth.Director},
		{Key: "finance", Given: "Kenji", Family: "Morita", Does: "follows the money of awards", staff: auth.Finance},
		{Key: "funder", Given: "Rachel", Family: "Stein", Does: "reads the funder's reports", staff: auth.FunderReader},
		{Key: "fellow", Given: "Tsering", Family: "Dolma", Does: "is a fellow of the Getty program", staff: auth.Fellow, everywhere: true},
		{Key: "admin", Given: "Olga", Family: "Petrenko", Does: "gives roles and imports museums", staff: auth.Admin, everywhere: true},
		{Key: "auditor", Given: "Francis", Family: "Osgood", Does: "reads everything and changes nothing", staff: auth.Auditor, everywhere: true},
	}
	for i := range list {
		list[i].Email = list[i].Key + "@example.org"
	}
	return list
}

// panelists sit on the panels beside the chair and the reviewer one can sign in as.
func panelists() []Role {
	return []Role{
		{Key: "amadou.keita", Given: "Amadou", Family: "Keita"},
		{Key: "susan.delacroix", Given: "Susan", Family: "Delacroix"},
		{Key: "haruka.abe", Given: "Haruka", Family: "Abe"},
	}
}
