package mail

import (
	"fmt"
	"strconv"
	"time"
)

// moment writes an instant in a zone and a language, as people read deadlines; no zone is UTC.
func moment(locale string, at, zone any) (string, error) {
	text, _ := at.(string)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return "", fmt.Errorf("read instant %q: %w", text, err)
	}
	name, _ := zone.(string)
	z, err := time.LoadLocation(name)
	if err != nil {
		return "", err
	}
	t = t.In(z)
	clock := t.Format("15:04")
	if t.Second() != 0 {
		clock = t.Format("15:04:05")
	}
	clock += " " + t.Format("MST")
	switch locale {
	case "es":
		months := [...]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}
		return fmt.Sprintf("%d de %s de %d, %s", t.Day(), months[t.Month()-1], t.Year(), clock), nil
	case "zh-Hans":
		return fmt.Sprintf("%d年%d月%d日 %s", t.Year(), t.Month(), t.Day(), clock), nil
	}
	return t.Format("January 2, 2006, ") + clock, nil
}

// year writes a year that was JSON meanwhile.
func year(y any) (string, error) {
	switch v := y.(type) {
	case float64:
		return strconv.Itoa(int(v)), nil
	case int:
		return strconv.Itoa(v), nil
	}
	return "", fmt.Errorf("read year: %T", y)
}
