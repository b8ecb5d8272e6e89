// Package arch holds the house to its plan: who may import whom, and how long a file may be.
package arch
