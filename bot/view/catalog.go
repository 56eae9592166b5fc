package view

import "meldwacht/bot"

// A catalog holds everything that people read, in one language, by key. A
// template names its values in braces and its bold words between asterisks.
// Whole sentences stand together, so that each language orders them its own way.
type catalog map[string]string

var catalogs = map[bot.Lang]catalog{
	bot.NL: merge(wordsNL, repliesNL, modalsNL, refusalsNL, internalNL, dossierNL, manyNL, informNL, toldNL, clockNL, registerNL, eraseNL),
	bot.EN: merge(wordsEN, repliesEN, modalsEN, refusalsEN, internalEN, dossierEN, manyEN, informEN, toldEN, clockEN, registerEN, eraseEN),
}

func merge(parts ...catalog) catalog {
	all := catalog{}
	for _, part := range parts {
		for k, v := range part {
			all[k] = v
		}
	}
	return all
}

// catalogOf returns the catalog of a language; Dutch unless it is English.
func catalogOf(lang bot.Lang) catalog {
	if lang == bot.EN {
		return catalogs[bot.EN]
	}
	return catalogs[bot.NL]
}

// In returns the face in another language, for what one person reads.
func (f Face) In(lang bot.Lang) Face {
	f.Lang = lang
	return f
}

// say returns the sentence with that key, its values filled in: pairs of a name
// and a word, a data, an int or a text. Where a value n or count is 1 and the
// catalog has key.one, that one is taken.
func (f Face) say(key string, pairs ...any) text {
	c := catalogOf(f.Lang)
	args := make(map[string]text, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name := pairs[i].(string)
		if one := pairs[i+1] == 1 || pairs[i+1] == word("1"); one && (name == "n" || name == "count") {
			if _, has := c[key+".one"]; has {
				key += ".one"
			}
		}
		args[name] = of(pairs[i+1])
	}
	template, ok := c[key]
	if !ok {
		return of(word(key)) // seen in every golden file, and worth no crash during an incident
	}
	return fill(template, args)
}

// has reports whether the catalogs have a text for key.
func has(key string) bool {
	_, ok := catalogs[bot.NL][key]
	return ok
}

// known returns the text with that key, or the text of the other key when there
// is none: for names that may be newer than this catalog.
func (f Face) known(key, other string) text {
	if has(key) {
		return f.say(key)
	}
	return f.say(other)
}
