package proof

import (
	"io"
	"slices"
)

const (
	// maxBlank is how many blanks and line breaks may follow each other in a text
	// (chosen). Until something follows, the verifier keeps them, and copies them
	// each time that more comes: 35 MB of them would take minutes.
	maxBlank = 1 << 20
	// piece is how much of the text is checked at once. The verifier copies it,
	// and what it kept back before.
	piece = 1 << 20
)

// blank reports whether a text holds more blanks in a row than are checked.
func blank(text []byte) bool {
	run := 0
	for _, c := range text {
		switch c {
		case ' ', '\t', '\r', '\n':
			if run++; run > maxBlank {
				return true
			}
		default:
			run = 0
		}
	}
	return false
}

// A source hands a mail to the verifier, as long as there is time.
type source struct {
	parts [][]byte
	stop  func() error
}

func (s *source) Read(p []byte) (int, error) {
	for len(s.parts) > 0 && len(s.parts[0]) == 0 {
		s.parts = s.parts[1:]
	}
	if len(s.parts) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.parts[0])
	s.parts[0] = s.parts[0][n:]
	return n, nil
}

func (s *source) WriteTo(w io.Writer) (n int64, err error) {
	for _, part := range s.parts {
		for p := range slices.Chunk(part, piece) {
			if err := s.stop(); err != nil {
				return n, err
			}
			k, err := w.Write(p)
			n += int64(k)
			if err != nil {
				return n, err
			}
		}
	}
	s.parts = nil
	return n, nil
}
