package wire

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// presenter turns every error into one with a code, and keeps causes in the log.
type presenter struct {
	known   func(ctx context.Context, err error) (Problem, bool)
	log     *slog.Logger
	timeout string
}

// panicked carries what was recovered to the log.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func (p *presenter) recovered(_ context.Context, v any) error {
	return &panicked{value: v, stack: debug.Stack()}
}

// present is gqlgen's error presenter; ctx is that of the field.
func (p *presenter) present(ctx context.Context, err error) *gqlerror.Error {
	var inner *gqlerror.Error
	errors.As(err, &inner)
	path, input := paths(ctx, inner)
	problem, ok := p.problem(ctx, err, inner, input)
	if !ok {
		problem = p.internal(ctx, err, path)
	}
	problem.locate(input)
	out := problem.gql()
	out.Path = path
	if inner != nil && len(out.Locations) == 0 {
		out.Locations = inner.Locations
	}
	return out
}

func (p *presenter) problem(ctx context.Context, err error, inner *gqlerror.Error, input ast.Path) (*Problem, bool) {
	var own *Problem
	if errors.As(err, &own) && own.Code.Known() && own.Code != Internal {
		clone := *own
		return &clone, true
	}
	if p.known != nil {
		if known, ok := p.known(ctx, err); ok && known.Code.Known() && known.Code != Internal {
			return &known, true
		}
	}
	if ctx.Err() != nil && errors.Is(err, context.DeadlineExceeded) {
		return p.late(), true
	}
	if inner != nil {
		if code := codeOf(inner); code.Known() && code != Internal {
			fields, _ := inner.Extensions["fields"].([]Field)
			return &Problem{Code: code, Message: inner.Message, Fields: fields}, true
		}
	}
	if len(input) > 0 {
		return &Problem{Code: BadUserInput, Message: "This value cannot be read."}, true
	}
	return nil, false
}

func (p *presenter) late() *Problem {
	return &Problem{Code: ComplexityExceeded, Message: "This took longer than " + p.timeout + "; ask for less at once."}
}

// internal logs the cause under an id and says only the id.
func (p *presenter) internal(ctx context.Context, err error, path ast.Path) *Problem {
	id := "err_" + strings.ToLower(rand.Text()[:16])
	attrs := []slog.Attr{slog.String("error_id", id), slog.String("cause", err.Error())}
	if len(path) > 0 {
		attrs = append(attrs, slog.String("path", path.String()))
	}
	if graphql.HasOperationContext(ctx) {
		attrs = append(attrs, slog.String("operation", clip(graphql.GetOperationContext(ctx).OperationName, 100)))
	}
	var crash *panicked
	if errors.As(err, &crash) {
		attrs = append(attrs, slog.String("stack", string(crash.stack)))
	}
	level := slog.LevelError
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		level = slog.LevelInfo
	}
	p.log.LogAttrs(ctx, level, "graphql internal error", attrs...)
	return &Problem{
		Code: Internal, Message: "Something went wrong on our side. Please quote " + id + " when you ask for help.",
		Extra: map[string]any{"id": id},
	}
}

// finish gives a code to errors that gqlgen made without asking the presenter, and caps their number.
func (p *presenter) finish(ctx context.Context, resp *graphql.Response, most int) {
	if n := len(resp.Errors) - most; n > 0 {
		resp.Errors = resp.Errors[:most]
		extend(resp, "errorsOmitted", n)
	}
	for i, err := range resp.Errors {
		if !codeOf(err).Known() {
			resp.Errors[i] = p.present(ctx, err)
		}
	}
}

func extend(resp *graphql.Response, key string, value any) {
	if resp.Extensions == nil {
		resp.Extensions = map[string]any{}
	}
	resp.Extensions[key] = value
}

// locate gives refused inputs the path of the argument that was being read.
func (p *Problem) locate(input ast.Path) {
	if p.Code != BadUserInput || len(input) == 0 {
		return
	}
	at := dotted(input)
	if len(p.Fields) == 0 {
		p.Fields = []Field{{Path: at, Code: "invalid", Message: p.Message}}
		return
	}
	one := len(p.Fields) == 1
	fields := make([]Field, len(p.Fields))
	for i, f := range p.Fields {
		if one || f.Path == "" {
			f.Path = at
		} else {
			f.Path = at + "." + f.Path
		}
		fields[i] = f
	}
	p.Fields = fields
}

// paths splits an error's path into the response field and the place inside its arguments.
func paths(ctx context.Context, err *gqlerror.Error) (field, input ast.Path) {
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		field = fc.Path()
	}
	if err == nil || len(err.Path) == 0 {
		return field, nil
	}
	if field == nil || len(err.Path) < len(field) {
		return err.Path, nil
	}
	for i, el := range field {
		if err.Path[i] != el {
			return err.Path, nil
		}
	}
	return field, err.Path[len(field):]
}

func dotted(path ast.Path) string {
	parts := make([]string, len(path))
	for i, el := range path {
		parts[i] = fmt.Sprint(el)
	}
	return strings.Join(parts, ".")
}
