package cohort

// Zones are those that people can choose from, from east to west. Whoever lives in another has it from the cohort file.
var Zones = []string{
	"Pacific/Auckland", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei",
	"Asia/Manila", "Asia/Singapore", "Asia/Kuala_Lumpur", "Australia/Perth", "Asia/Jakarta", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Dhaka",
	"Asia/Kathmandu", "Asia/Kolkata", "Asia/Dubai", "Europe/Istanbul", "Africa/Nairobi", "Europe/Helsinki", "Africa/Cairo",
	"Africa/Johannesburg", "Europe/Berlin", "Europe/Paris", "Europe/Rome", "Europe/Madrid", "Europe/Amsterdam", "Europe/Zurich",
	"Europe/London", "UTC", "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/Toronto", "America/New_York",
	"America/Chicago", "America/Mexico_City", "America/Denver", "America/Vancouver", "America/Los_Angeles", "Pacific/Honolulu",
}
