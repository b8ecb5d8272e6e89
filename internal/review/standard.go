package review

import (
	"strings"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// StandardStatement is what the members of a program's panels sign before anybody wrote other words for it.
func StandardStatement(p ident.Program) *ConfidentialityStatement {
	words := program.Text{}
	for locale, lines := range map[string][]string{
		"en": {
			"Museums trust us with plans that nobody has seen yet. Before anything opens, you agree:",
			"- to tell nobody what is proposed, who applied, or what the panel said;",
			"- to read by yourself, and to give no proposal to another person or service;",
			"- to declare every conflict of interest, also one you find later;",
			"- to delete what you noted when the awards are announced.",
		},
		"es": {
			"Los museos nos confían planes que nadie ha visto. Antes de abrir nada, usted acepta:",
			"- no contar a nadie qué se propone, quién solicita ni qué dijo el panel;",
			"- leer personalmente y no entregar ninguna propuesta a otra persona o servicio;",
			"- declarar todo conflicto de interés, también el que descubra después;",
			"- borrar sus notas cuando se anuncien las subvenciones.",
		},
		"zh-Hans": {
			"博物馆把尚未公开的计划托付给我们。在打开任何内容之前，请您同意：",
			"- 不向任何人透露申请内容、申请者或小组意见；",
			"- 亲自阅读，不将任何申请书交给他人或其他服务；",
			"- 申报一切利益冲突，包括日后发现的；",
			"- 在公布资助结果后删除您的笔记。",
		},
	} {
		words[locale] = strings.Join(lines, "\n")
	}
	return &ConfidentialityStatement{Program: p, Version: 1, Words: words, SHA256: hashWords(words)}
}
