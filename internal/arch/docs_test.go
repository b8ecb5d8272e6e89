package arch_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryPackageAndExportedNameIsDescribed(t *testing.T) {
	t.Parallel()
	for path, p := range packages(t) {
		if path == "graph/generated" {
			continue
		}
		set := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			if strings.HasSuffix(name, "_templ.go") {
				continue
			}
			f, err := parser.ParseFile(set, filepath.Join("..", "..", filepath.FromSlash(path), name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		if len(files) == 0 {
			continue
		}
		described, err := doc.NewFromFiles(set, files, module+path)
		if err != nil {
			t.Fatal(err)
		}
		if described.Doc == "" {
			t.Errorf("%s has no package comment", path)
		}
		undescribed(described, func(name string) { t.Errorf("%s.%s has no comment", path, name) })
	}
}

func undescribed(p *doc.Package, report func(name string)) {
	values := append(append([]*doc.Value{}, p.Consts...), p.Vars...)
	funcs := p.Funcs
	for _, ty := range p.Types {
		if ty.Doc == "" && !grouped(ty.Decl) {
			report(ty.Name)
		}
		funcs = append(append(funcs, ty.Funcs...), ty.Methods...)
		values = append(append(values, ty.Consts...), ty.Vars...)
	}
	for _, f := range funcs {
		if f.Doc == "" {
			report(f.Name)
		}
	}
	for _, v := range values {
		if v.Doc == "" && len(v.Names) > 0 && ast.IsExported(v.Names[0]) {
			report(v.Names[0])
		}
	}
}

// grouped tells whether the type's own line in a group carries the comment.
func grouped(d *ast.GenDecl) bool {
	for _, s := range d.Specs {
		if ts, ok := s.(*ast.TypeSpec); ok && ts.Doc == nil && ts.Comment == nil {
			return d.Doc != nil
		}
	}
	return true
}

// TestThePackageTableOfTheReadmeIsTheHouse keeps the table that newcomers read true.
func TestThePackageTableOfTheReadmeIsTheHouse(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range house {
		if !strings.Contains(string(readme), "`"+r.path+"`") {
			t.Errorf("the README's table has no row for %s", r.path)
		}
	}
}
