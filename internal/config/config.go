// Package config reads the environment, once, and refuses what it cannot use.
package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Config is everything the environment decides; flags override what they name.
type Config struct {
	DatabaseURL     string        // DATABASE_URL; empty starts the embedded server
	PostgresURL     string        // VITRINE_POSTGRES_URL: where server programs are downloaded from
	BaseURL         string        // VITRINE_BASE_URL: how the world reaches this house, for links in mails and letters
	SMTP            string        // VITRINE_SMTP: smtp://user:pass@host:587; empty writes mails to the data directory
	MailFrom        string        // VITRINE_MAIL_FROM
	TrustedProxies  []string      // VITRINE_TRUSTED_PROXIES: CIDR list whose X-Forwarded-For counts
	MetricsAddr     string        // VITRINE_METRICS_ADDR: HOST:PORT that only Prometheus reaches; empty serves no figures
	LogLevel        string        // VITRINE_LOG: debug, info, warn, error; empty is info for servers and warn for the rest
	KeyFile         string        // VITRINE_KEY_FILE: keys of travelers' personal data, outside the database and its backups
	SigningKey      string        // VITRINE_SIGNING_KEY_FILE: the key papers are signed with; empty is the data directory's own
	GraphiQL        bool          // VITRINE_GRAPHIQL
	ShutdownTimeout time.Duration // VITRINE_SHUTDOWN_TIMEOUT
	Publisher       string        // VITRINE_PUBLISHER: the administrator's identifier of org-id.guide; empty publishes no open data
}

// publisher is a list's code of org-id.guide and an identifier in it, without what IATI forbids.
var publisher = regexp.MustCompile(`^[A-Z]{2,3}-[A-Z0-9_]+-[^/&|?\s]+$`)

// Read takes every setting from the environment; all refused ones are named at once.
func Read(getenv func(string) string) (Config, error) {
	c := Config{
		DatabaseURL: getenv("DATABASE_URL"), PostgresURL: getenv("VITRINE_POSTGRES_URL"), SMTP: getenv("VITRINE_SMTP"),
		BaseURL:     strings.TrimRight(getenv("VITRINE_BASE_URL"), "/"),
		MailFrom:    or(getenv("VITRINE_MAIL_FROM"), "Vitrine <office@example.org>"),
		MetricsAddr: getenv("VITRINE_METRICS_ADDR"),
		KeyFile:     getenv("VITRINE_KEY_FILE"), SigningKey: getenv("VITRINE_SIGNING_KEY_FILE"),
		LogLevel: getenv("VITRINE_LOG"), ShutdownTimeout: 20 * time.Second,
	}
	var wrong []string
	refuse := func(name string, err error) { wrong = append(wrong, fmt.Sprintf("%s: %v", name, err)) }
	if c.Publisher = getenv("VITRINE_PUBLISHER"); c.Publisher != "" && !publisher.MatchString(c.Publisher) {
		refuse("VITRINE_PUBLISHER", fmt.Errorf("%q is no identifier of org-id.guide such as US-EIN-123456789", c.Publisher))
	}
	for name, value := range map[string]string{"DATABASE_URL": c.DatabaseURL, "VITRINE_POSTGRES_URL": c.PostgresURL, "VITRINE_BASE_URL": c.BaseURL, "VITRINE_SMTP": c.SMTP} {
		if u, err := url.Parse(value); err != nil || (value != "" && u.Scheme == "" && name != "DATABASE_URL") {
			refuse(name, fmt.Errorf("not a URL")) // the value may hold a password and is not repeated
		}
	}
	if v := getenv("VITRINE_TRUSTED_PROXIES"); v != "" {
		c.TrustedProxies = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
		for _, p := range c.TrustedProxies {
			if _, err := netip.ParsePrefix(p); err != nil {
				refuse("VITRINE_TRUSTED_PROXIES", fmt.Errorf("%q is not a network such as 10.0.0.0/8", p))
			}
		}
	}
	if c.MetricsAddr != "" {
		if _, port, err := net.SplitHostPort(c.MetricsAddr); err != nil || port == "" {
			refuse("VITRINE_METRICS_ADDR", fmt.Errorf("%q is not HOST:PORT such as 127.0.0.1:9090", c.MetricsAddr))
		}
	}
	if v := getenv("VITRINE_GRAPHIQL"); v != "" {
		on, err := strconv.ParseBool(v)
		if err != nil {
			refuse("VITRINE_GRAPHIQL", fmt.Errorf("%q is neither true nor false", v))
		}
		c.GraphiQL = on
	}
	if v := getenv("VITRINE_SHUTDOWN_TIMEOUT"); v != "" {
		d, err := time.ParseDuration(v)
		if err != nil || d <= 0 {
			refuse("VITRINE_SHUTDOWN_TIMEOUT", fmt.Errorf("%q is not a time such as 20s", v))
		}
		c.ShutdownTimeout = d
	}
	switch c.LogLevel {
	case "", "debug", "info", "warn", "error":
	default:
		refuse("VITRINE_LOG", fmt.Errorf("%q is none of debug, info, warn, error", c.LogLevel))
	}
	if len(wrong) > 0 {
		return c, fmt.Errorf("read settings: %s", strings.Join(wrong, "; "))
	}
	return c, nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
