package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jonboulle/clockwork"
	"go.yaml.in/yaml/v3"

	"ippo/bot/slack"
	"ippo/config"
	"ippo/intake"
	"ippo/locale"
	"ippo/sandbox"
	"ippo/storage"
)

// The demo's workspace and cohort, in each language.
//
//go:embed demo
var demoFiles embed.FS

// The demo begins on a Monday morning before the first nudge, and opens its doors two days later, when the reminder of the
// first session stands in the channel.
var (
	demoBegins = time.Date(2026, 11, 30, 8, 0, 0, 0, time.FixedZone("JST", 9*60*60))
	demoOpens  = time.Date(2026, 12, 2, 19, 5, 0, 0, time.FixedZone("JST", 9*60*60))
)

// runSandbox opens a workspace on this machine with a demo cohort, and Ippo connected to it as to Slack. A bare one has the
// people and nothing else, on the real calendar, for another program to connect to.
func runSandbox(c *cli, args []string) error {
	address, language, bare := "127.0.0.1:8080", "ja", false
	_, err := c.flags("sandbox", args, 0, 0, func(set *flag.FlagSet) {
		set.StringVar(&address, "addr", address, "")
		set.StringVar(&language, "language", language, "")
		set.BoolVar(&bare, "bare", false, "")
	})
	if err != nil {
		return err
	}
	if !isLoopback(address) {
		c.tell("cli.sandbox_not_loopback")
		return errUsage
	}
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		c.tell("cli.sandbox_taken", "Address", address)
		return errTold
	}
	if err != nil {
		return err
	}
	if bare {
		return c.bareSandbox(listener, language)
	}
	folder, err := os.MkdirTemp("", "ippo-sandbox-")
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer os.RemoveAll(folder)
	log := c.log(slog.LevelWarn)
	demo, err := openDemoWith(c.ctx, settings, listener, filepath.Join(folder, "ippo.db"), language, log)
	if err != nil {
		return err
	}
	defer demo.close()
	if err := demo.live(language, log); err != nil {
		return err
	}
	if err := demo.machine.To(c.ctx, demoOpens); err != nil {
		return err
	}
	go demo.machine.flow(c.ctx)
	c.opened(demo, language)
	<-c.ctx.Done()
	return nil
}

// opened says where the workspace is: to whoever started it, and to whoever speaks the workspace's language, if that is
// another.
func (c *cli) opened(d *demo, language string) {
	c.tell("cli.sandbox_open", "Address", d.address+"/")
	if guest := locale.In(language); guest.Language() != c.words.Language() {
		fmt.Fprintf(c.stderr, "\n%s\n", guest.Say("cli.sandbox_open", "Address", d.address+"/"))
	}
	fmt.Fprintln(c.stderr)
	c.tell("cli.sandbox_connect", "API", d.address+"/api/", "BotToken", d.installed.BotToken, "AppToken", d.installed.AppToken)
}

// bareSandbox opens the demo's workspace without Ippo and without a calendar of its own.
func (c *cli) bareSandbox(listener net.Listener, language string) error {
	options, _, err := readDemo(language)
	if err != nil {
		return err
	}
	d := &demo{address: "http://" + listener.Addr().String()}
	if err := d.open(listener, options); err != nil {
		return err
	}
	defer d.close()
	c.opened(d, language)
	<-c.ctx.Done()
	return nil
}

// demo is a workspace with Ippo at work in it, on a calendar that can be moved.
type demo struct {
	address   string
	database  string
	key       string          // of a database that is no file
	coach     config.Settings // what they say of it
	clock     *clockwork.FakeClock
	workspace *sandbox.Workspace
	installed sandbox.App
	app       *app
	change    []func(*slack.Options) // for tests
	machine   *machine

	server *http.Server
	stop   context.CancelFunc
	ended  chan error
}

// openDemo opens the workspace on a listener, imports the demo cohort into a database, and connects Ippo. The calendar stands
// still at demoBegins.
func openDemo(ctx context.Context, listener net.Listener, database, language string, log *slog.Logger, change ...func(*sandbox.Options)) (*demo, error) {
	return openDemoWith(ctx, config.Settings{}, listener, database, language, log, change...)
}

// openDemoWith is openDemo with the coach that some settings name. Nothing else of them counts.
func openDemoWith(ctx context.Context, settings config.Settings, listener net.Listener, database, language string, log *slog.Logger,
	change ...func(*sandbox.Options)) (*demo, error) {
	d := &demo{
		coach:   config.Settings{CoachKey: settings.CoachKey, CoachURL: settings.CoachURL, CoachModel: settings.CoachModel},
		address: "http://" + listener.Addr().String(), database: database, clock: clockwork.NewFakeClockAt(demoBegins), ended: make(chan error, 1),
	}
	options, file, err := readDemo(language)
	if err != nil {
		return nil, err
	}
	d.machine = &machine{clock: d.clock}
	if _, file := storage.File(database); !file {
		d.key = storage.NewKey()
	}
	options.Clock, options.Travel, options.Rehearsal = d.clock, d.machine, rehearsedDemo(options, file)
	for _, f := range change {
		f(&options)
	}
	if err = d.open(listener, options); err == nil {
		err = d.openApp(ctx, log)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	d.machine.step = d.app.engine.Step
	if _, err := apply(ctx, d.app.db, file, d.clock.Now(), intake.Permits{}); err != nil {
		d.close()
		return nil, err
	}
	return d, d.connect(ctx)
}

// open serves a workspace with Ippo installed.
func (d *demo) open(listener net.Listener, options sandbox.Options) error {
	d.workspace = sandbox.New(options)
	d.server = &http.Server{Handler: d.workspace.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go d.server.Serve(listener)
	manifest, err := manifest(locale.In(options.Language))
	if err != nil {
		return err
	}
	d.installed, err = d.workspace.Install(manifest)
	return err
}

// openApp opens the database, with Ippo on it.
func (d *demo) openApp(ctx context.Context, log *slog.Logger) error {
	db, err := storage.Open(ctx, d.database)
	if err != nil {
		return err
	}
	settings := d.coach
	settings.BotToken, settings.AppToken, settings.APIURL = d.installed.BotToken, d.installed.AppToken, d.address+"/api/"
	settings.Database, settings.Key = d.database, d.key
	if err := unlock(ctx, db, settings); err != nil {
		return errors.Join(err, db.Close())
	}
	d.app = newApp(db, settings, d.clock, log, d.change...)
	return nil
}

// connect runs Ippo and waits until its socket is open.
func (d *demo) connect(ctx context.Context) error {
	running, stop := context.WithCancel(ctx)
	d.stop = stop
	go func() { d.ended <- d.app.run(running) }()
	waiting, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	return d.workspace.Await(waiting, func() bool { return d.workspace.Sockets() > 0 })
}

func (d *demo) close() {
	if d.stop != nil {
		d.stop()
		<-d.ended
	}
	if d.app != nil {
		d.app.close()
	}
	d.workspace.Close()
	d.server.Close()
}

// readDemo reads the demo's workspace and cohort.
func readDemo(language string) (sandbox.Options, config.File, error) {
	var options sandbox.Options
	language = locale.In(language).Language()
	data, err := demoFiles.ReadFile("demo/workspace." + language + ".yaml")
	if err != nil {
		return options, config.File{}, err
	}
	var workspace struct {
		Name     string
		People   []sandbox.Person
		Channels []sandbox.Channel
	}
	if err := yaml.Unmarshal(data, &workspace); err != nil {
		return options, config.File{}, fmt.Errorf("demo workspace: %w", err)
	}
	options = sandbox.Options{
		Name: workspace.Name, Language: language, People: workspace.People, Channels: workspace.Channels,
	}
	name := "cohort." + language + ".yaml"
	if data, err = demoFiles.ReadFile("demo/" + name); err != nil {
		return options, config.File{}, err
	}
	file, err := config.ParseCohort(name, data, "", nil)
	return options, file, err
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
