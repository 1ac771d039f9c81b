package cohort

import "hash/fnv"

// Lot is a number that a person and a thing, by its id, draw together: always the same, and another for each person.
func Lot(person, thing string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(person))
	h.Write([]byte{'/'})
	h.Write([]byte(thing))
	return h.Sum32()
}
