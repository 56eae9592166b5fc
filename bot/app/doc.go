// Package app wires a desk from a configuration and runs it. The program, the
// demo and the scenario tests use the same wiring; they differ in the clock and
// in what they listen on:
//
//	a, err := app.New(cfg, app.Options{Log: log})
//	if err != nil {
//		return err
//	}
//	return a.Run(ctx)
package app
