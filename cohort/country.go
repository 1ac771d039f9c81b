package cohort

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed countries.txt
var countriesFile string

// countries are the countries of time zones, by every name that these have.
var countries = sync.OnceValue(func() map[string]string {
	all := make(map[string]string, 600)
	for line := range strings.Lines(countriesFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		for _, zone := range words[1:] {
			all[zone] = words[0]
		}
	}
	return all
})

// Country is the country (ISO 3166) that a time zone is in; empty for one that belongs to none, such as UTC.
func Country(zone string) string { return countries()[zone] }
