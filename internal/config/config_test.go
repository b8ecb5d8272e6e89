package config_test

import (
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/config"
)

func TestNothingSetIsEnough(t *testing.T) {
	t.Parallel()
	c, err := config.Read(func(string) string { return "" })
	if err != nil || c.LogLevel != "" || c.DatabaseURL != "" {
		t.Fatalf("%+v, %v", c, err)
	}
}

func TestEveryWrongSettingIsNamedAndNoSecretRepeated(t *testing.T) {
	t.Parallel()
	_, err := config.Read(func(name string) string {
		return map[string]string{"VITRINE_LOG": "loud", "VITRINE_METRICS_ADDR": "9090", "VITRINE_GRAPHIQL": "perhaps", "VITRINE_PUBLISHER": "AAM", "VITRINE_SMTP": "smtp://me:hunter2@%zz", "VITRINE_SHUTDOWN_TIMEOUT": "-1s", "VITRINE_TRUSTED_PROXIES": "10.0.0.0/8, localhost"}[name]
	})
	if err == nil {
		t.Fatal("wrong settings were taken")
	}
	for _, want := range []string{"VITRINE_LOG", "VITRINE_METRICS_ADDR", "VITRINE_GRAPHIQL", "VITRINE_PUBLISHER", "VITRINE_SMTP", "VITRINE_SHUTDOWN_TIMEOUT", "VITRINE_TRUSTED_PROXIES"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Error("the password was repeated")
	}
}
