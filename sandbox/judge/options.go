package judge

// options judges the options of an element, also those in groups, and returns them all.
func (v *verdict) options(at string, it map[string]any) []any {
	values := map[string]bool{}
	all, _ := it["options"].([]any)
	v.list(within(at, "options"), all, it["type"], values)
	groups, _ := it["option_groups"].([]any)
	for i, one := range groups {
		here := within(within(at, "option_groups"), i)
		group, _ := one.(map[string]any)
		label, _ := group["label"].(map[string]any)
		v.most(here+"/label/text", label["text"], longestGroup)
		some, _ := group["options"].([]any)
		v.filled(here+"/options", group["options"])
		if n := len(some); n > mostInGroup {
			v.say(here+"/options", "has %d items, and may have %d", n, mostInGroup)
		}
		v.list(here+"/options", some, it["type"], values)
		all = append(all[:len(all):len(all)], some...)
	}
	return all
}

// list judges a list of options. values are those that stood before; each option of an element has one of its own.
func (v *verdict) list(at string, all []any, kind any, values map[string]bool) {
	for i, one := range all {
		here := within(at, i)
		option, _ := one.(map[string]any)
		if value, _ := option["value"].(string); value == "" {
			v.say(here+"/value", "is missing or empty")
		}
		v.once(here+"/value", option["value"], values)
		if option["url"] != nil && kind != "overflow" {
			v.say(here+"/url", "stands only in an overflow menu")
		}
	}
}
