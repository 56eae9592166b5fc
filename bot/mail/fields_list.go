package mail

// listKind returns what the items of a list name: what the sentence in front of it
// speaks of, "these keys were on it:". It is 0 outside lists.
func (rd *reader) listKind(i int, last, list meaning) meaning {
	p := rd.prose
	switch {
	case !p.words[i].item:
		return 0
	case list != 0:
		return list
	case p.at(i-1) == ":":
		for j := i - 2; j >= 0 && j > i-2*lookBack && p.words[j].sentence == p.words[i-2].sentence; j-- {
			if k := p.words[j].is & (objUser | objAPI | objReport); k != 0 {
				return k & -k
			}
		}
	}
	return 0
}

// colonNames reads names behind a colon, "two reports went out: Weekly traffic and
// Monthly leads", and returns the last word that it took.
func (rd *reader) colonNames(i int) int {
	const most = 5
	p := rd.prose
	kind := meaning(0)
	for j := i - 1; j >= 0 && j > i-2*lookBack && p.words[j].sentence == p.words[i].sentence && kind == 0; j-- {
		k := p.words[j].is & (objUser | objAPI | objReport)
		if p.words[j].is&weakUser != 0 && k == 0 {
			k = objUser
		}
		kind = k & -k
	}
	if kind == 0 {
		return i
	}
	as := map[meaning]mentionKind{objUser: mentionName, objAPI: mentionKey, objReport: mentionReport}[kind]
	var found []mention
	lo := i + 1
	for j := lo; ; j++ {
		end := j >= len(p.words) || p.words[j].sentence != p.words[i].sentence
		if !end && !p.words[j].sign && p.at(j) != "en" && p.at(j) != "and" {
			if w := p.words[j]; w.address || j-lo >= most || w.is&(stops|stopped|negates|past|asks|keeps) != 0 {
				return i
			}
			continue
		}
		if j > lo {
			if !p.words[lo].cap || kind == objUser && !p.words[j-1].cap {
				return i
			}
			found = append(found, mention{rd.named(lo, j-1), as, lo, j - 1})
		}
		lo = j + 1
		if end || p.at(j) != "," && p.at(j) != "en" && p.at(j) != "and" {
			if len(found) < 2 || !end && p.at(j) != "." && p.at(j) != ";" {
				return i
			}
			break
		}
	}
	rd.mentions = append(rd.mentions, found...)
	last := found[len(found)-1].hi
	for k := i + 1; k <= last; k++ {
		p.words[k].name = true
	}
	return last
}

// listName reads an item of such a list that is a name and nothing else.
func (rd *reader) listName(i int, list meaning) (hi int, ok bool) {
	const most = 7
	p := rd.prose
	kind := map[meaning]mentionKind{objUser: mentionName, objAPI: mentionKey, objReport: mentionReport}[list]
	if list == 0 {
		return 0, false
	}
	lo := i + 1
	if p.at(lo) == "." || p.at(lo) == ")" {
		lo++
	}
	for hi = lo; hi < len(p.words) && !p.words[hi].newline; hi++ {
		w := p.words[hi]
		if hi-lo >= most || w.address || w.s == "\"" || w.is&(stops|stopped|negates|keeps|past|asks) != 0 {
			return 0, false
		}
	}
	for hi--; hi > lo && p.words[hi].sign; hi-- {
	}
	if hi < lo || p.words[hi].sign {
		return 0, false
	}
	rd.mentions = append(rd.mentions, mention{rd.named(lo, hi), kind, lo, hi})
	for j := lo; j <= hi; j++ {
		p.words[j].name = true
	}
	return hi, true
}
