package handlers

import (
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// RolesOf are what somebody is to a cohort.
func (h *Handler) RolesOf(tx *storage.Tx, person, cohortID string, now time.Time) ([]cohort.Role, error) {
	a, err := h.actor(tx, person, now)
	return a.roles(cohortID), err
}
