package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/people"
)

type mergeRefs struct{}

// Merge answers the references of this type.
func (*Resolver) Merge() generated.MergeResolver { return mergeRefs{} }

func (mergeRefs) Kept(ctx context.Context, x *people.MergeRow) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Kept)
}

func (mergeRefs) Gone(ctx context.Context, x *people.MergeRow) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Gone)
}

func (mergeRefs) MergedBy(ctx context.Context, x *people.MergeRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.MergedBy)
}

func (mergeRefs) UndoneBy(ctx context.Context, x *people.MergeRow) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.UndoneBy)
}

type mergeSummaryRefs struct{}

// MergeSummary answers the references of this type.
func (*Resolver) MergeSummary() generated.MergeSummaryResolver { return mergeSummaryRefs{} }

func (mergeSummaryRefs) Kept(ctx context.Context, x *people.Merge) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Kept)
}

func (mergeSummaryRefs) Gone(ctx context.Context, x *people.Merge) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Gone)
}

func (mergeSummaryRefs) MergedBy(ctx context.Context, x *people.Merge) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.MergedBy)
}

func (mergeSummaryRefs) UndoneBy(ctx context.Context, x *people.Merge) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.UndoneBy)
}

type duplicatePairRefs struct{}

// DuplicatePair answers the references of this type.
func (*Resolver) DuplicatePair() generated.DuplicatePairResolver { return duplicatePairRefs{} }

func (duplicatePairRefs) First(ctx context.Context, x *people.PairRow) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.First)
}

func (duplicatePairRefs) Second(ctx context.Context, x *people.PairRow) (*people.Organization, error) {
	return batchesOf(ctx).museums.load(ctx, x.Second)
}

type standingSignalRefs struct{}

// StandingSignal answers the references of this type.
func (*Resolver) StandingSignal() generated.StandingSignalResolver { return standingSignalRefs{} }

func (standingSignalRefs) RecordedBy(ctx context.Context, x *people.StandingSignal) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.RecordedBy)
}

type exclusionCheckRefs struct{}

// ExclusionCheck answers the references of this type.
func (*Resolver) ExclusionCheck() generated.ExclusionCheckResolver { return exclusionCheckRefs{} }

func (exclusionCheckRefs) CheckedBy(ctx context.Context, x *people.ExclusionCheck) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.CheckedBy)
}
