//go:build !unix

package embedded

import (
	"context"
	"errors"
)

// Start refuses on systems without Unix process control and says what to do.
func Start(_ context.Context, o Options) (*Server, error) {
	if _, err := o.withDefaults(); err != nil {
		return nil, err
	}
	return nil, unavailable(errors.New("this system cannot run the built-in server, only one named by DATABASE_URL"))
}
