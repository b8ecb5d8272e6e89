package wire

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
)

// subprotocol is the only one spoken; the older graphql-ws is not.
const subprotocol = "graphql-transport-ws"

func newSocket(cfg Config, e *engine) graphql.Transport {
	limit := e.limits.Body
	return transport.Websocket{
		Implementation: transport.CoderWebsocketImplementation{
			// the guard has checked the origin, trusted ones included
			AcceptOptions: websocket.AcceptOptions{Subprotocols: []string{subprotocol}, InsecureSkipVerify: true},
		},
		InitTimeout:      10 * time.Second,
		PingPongInterval: cfg.Heartbeat,
		PayloadReadLimit: &limit,
		InitFunc:         connect(cfg, e),
		ErrorFunc: func(ctx context.Context, err error) {
			cfg.Logger.LogAttrs(ctx, slog.LevelDebug, "websocket ended", slog.String("cause", err.Error()))
		},
	}
}

// connect says only what Present allows when a client may not connect.
func connect(cfg Config, e *engine) transport.WebsocketInitFunc {
	return func(ctx context.Context, payload transport.InitPayload) (context.Context, *transport.InitPayload, error) {
		if cfg.Connect == nil {
			return ctx, nil, nil
		}
		next, err := cfg.Connect(ctx, payload)
		if err != nil {
			const forbidden = 4403 // the protocol's own close code
			return transport.WithWebsocketCloseCode(ctx, forbidden), nil, e.errors.present(ctx, err)
		}
		return next, nil, nil
	}
}

// upgrade opens a websocket to a client that offers the subprotocol.
func (s *service) upgrade(w http.ResponseWriter, r *http.Request) {
	var offered []string
	for _, h := range r.Header.Values("Sec-WebSocket-Protocol") {
		for p := range strings.SplitSeq(h, ",") {
			offered = append(offered, strings.TrimSpace(p))
		}
	}
	if !slices.Contains(offered, subprotocol) || r.Header.Get("Sec-WebSocket-Version") != "13" {
		writeRefusal(w, r, malformed("Offer the websocket subprotocol "+subprotocol+", version 13."))
		return
	}
	r.Header.Set("Sec-WebSocket-Protocol", subprotocol)
	s.socket.Do(w, r, s.engine)
}
