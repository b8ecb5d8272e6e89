package catalog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// whole is how a fault that is the house's own to mend is made; nobody reads its words.
const whole = "Internal"

// codesIn are the codes of the faults a source file makes, each with where.
func codesIn(t *testing.T, path string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	note := func(args []ast.Expr, i int) {
		if i >= len(args) {
			return
		}
		if lit, ok := args[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if code, err := strconv.Unquote(lit.Value); err == nil && code != "" {
				out[code] = set.Position(lit.Pos()).String()
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CallExpr:
			sel, ok := x.Fun.(*ast.SelectorExpr)
			if !ok {
				break
			}
			from, _ := sel.X.(*ast.Ident)
			switch {
			case from != nil && from.Name == "fault" && sel.Sel.Name == "New" && !kindIs(x.Args, whole):
				note(x.Args, 1)
			case from != nil && from.Name == "fault" && sel.Sel.Name == "BadField", sel.Sel.Name == "Refuse" && len(x.Args) > 2:
				note(x.Args, 1)
			case sel.Sel.Name == "That" && len(x.Args) > 3:
				note(x.Args, 2)
			}
		case *ast.CompositeLit: // a row of the table of constraints
			if len(x.Elts) == 4 && kindIs(x.Elts, "") {
				note(x.Elts, 1)
			}
		}
		return true
	})
	return out
}

// kindIs tells whether the first of a list is a kind of fault, and which when one is named.
func kindIs(list []ast.Expr, name string) bool {
	if len(list) == 0 {
		return false
	}
	sel, ok := list[0].(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, _ := sel.X.(*ast.Ident)
	return from != nil && from.Name == "fault" && (name == "" || sel.Sel.Name == name)
}

func TestEveryCodeOfAFaultHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	// Only developers and the command line meet these, and codes of backups.
	beside := []string{"internal/sample", "internal/bench", "internal/pgtest", "internal/wire", "internal/web", "internal/server", "internal/arch"}
	codes := map[string]string{}
	root := "../../.."
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if d.IsDir() && slices.Contains(beside, filepath.ToSlash(rel)) {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			for code, at := range codesIn(t, path) {
				codes[code] = at
			}
		}
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if len(codes) < 200 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	for code, at := range codes {
		if strings.HasPrefix(code, "backup.") {
			continue
		}
		for _, l := range Languages() {
			if p := For(l.Tag); !p.Has("fault.code."+Key(code)) && !p.Has("word."+Key(code)) {
				t.Errorf("%s: %s has no words for %s (word.json)", at, l.Tag, code)
			}
		}
	}
}
