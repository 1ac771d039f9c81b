// Ippo (一歩, "one step") is a chatbot that walks with a cohort through a year-long career program.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
