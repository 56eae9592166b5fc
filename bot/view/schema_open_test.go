package view

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"meldwacht/bot/view/blockkit"
)

// None of what the desk uses is open: in every kind of object that it makes, a
// property too many is refused, and so is each one when it is something else.
func TestNothingMayStandBesideWhatSlackNames(t *testing.T) {
	tried := map[string]bool{}
	testFace.show(func(maker, name string, v any) {
		shape := shapeOf(v)
		tree := asJSON(t, v)
		objects(tree, func(o map[string]any) {
			kind := fmt.Sprint(maker, o["type"], slices.Sorted(maps.Keys(o)))
			if tried[kind] {
				return
			}
			tried[kind] = true
			o["extra"] = true
			if blockkit.Fit(shape, tree) == nil {
				t.Errorf("%s, %s: a property too many passed in %v", maker, name, o)
			}
			delete(o, "extra")
			for k, was := range o {
				o[k] = []any{nil} // nothing is a list of nothing
				if blockkit.Fit(shape, tree) == nil {
					t.Errorf("%s, %s: another %s passed in %v", maker, name, k, o)
				}
				o[k] = was
			}
		})
	})
	t.Logf("%d kinds of objects", len(tried))
}
