package cohort

// ZonesByCountry is the country of each zone that is known.
func ZonesByCountry() map[string]string { return countries() }
