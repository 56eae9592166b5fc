package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// What a bbolt meta page says, at these offsets behind its 16-byte page header
// (bbolt internal/common/meta.go; files are in the byte order of the machine,
// and we run on little-endian ones).
const (
	metaHeader   = 16
	metaMagic    = 0xED0CDAED
	metaVersion  = 2
	metaPageSize = 8  // uint32
	metaRoot     = 16 // uint64, a page number
	metaFreelist = 32 // uint64, a page number
	metaHigh     = 40 // uint64, the first page number that is not in use
	metaTxid     = 48 // uint64
	metaSum      = 56 // uint64, FNV-64a of all that stands before it
	metaSize     = 64
	noFreelist   = 1<<64 - 1
	freelistFlag = 0x10
)

// checkMeta reads the two meta pages of the file without opening it as a
// database, so that a file which is cut short, or is something else, is refused
// before anything can write to it or read beyond its end. It reads two pages and
// the list of free ones, however much the file holds.
func checkMeta(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	first := make([]byte, metaHeader+metaSize)
	if _, err := f.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	// The page size stands in the meta pages themselves. When the first is
	// broken, the second is looked for at each size that a page can have.
	best, found := meta{}, false
	for size := int64(1024); size <= 64<<10; size *= 2 {
		second := make([]byte, metaHeader+metaSize)
		if _, err := f.ReadAt(second, size); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		for _, page := range [][]byte{first, second} {
			if m, ok := parseMeta(page); ok && m.pageSize == uint64(size) && (!found || m.txid > best.txid) {
				best, found = m, true
			}
		}
	}
	if !found {
		return fmt.Errorf("%w (it has no meta page that can be read)", errDamaged)
	}
	if have, need := uint64(info.Size()), best.high*best.pageSize; have < need {
		return fmt.Errorf("%w (it is %d bytes long and must have %d)", errDamaged, have, need)
	}
	if best.root >= best.high || (best.freelist >= best.high && best.freelist != noFreelist) {
		return fmt.Errorf("%w (its meta page points outside of the file)", errDamaged)
	}
	if best.freelist == noFreelist {
		return nil
	}
	return checkFreelist(f, best)
}

// checkFreelist reads the list of free pages, by which the next write decides
// what it may overwrite: a wrong one would turn one bad page into many.
func checkFreelist(f *os.File, m meta) error {
	broken := fmt.Errorf("%w (its list of free pages cannot be read)", errDamaged)
	at := int64(m.freelist * m.pageSize)
	head := make([]byte, metaHeader+8)
	if _, err := f.ReadAt(head, at); err != nil {
		return err
	}
	le := binary.LittleEndian
	id, flags, count, overflow := le.Uint64(head), le.Uint16(head[8:]), uint64(le.Uint16(head[10:])), uint64(le.Uint32(head[12:]))
	first := at + metaHeader
	if count == 0xffff { // too many for 16 bits: the number stands in the first place
		count, first = le.Uint64(head[metaHeader:]), first+8
	}
	room := (m.high - m.freelist) * m.pageSize
	if id != m.freelist || flags != freelistFlag || overflow >= m.high-m.freelist || count > room/8 {
		return broken
	}
	list := make([]byte, 8*count)
	if _, err := f.ReadAt(list, first); err != nil {
		return broken
	}
	last := uint64(1) // 0 and 1 are the meta pages
	for ; len(list) > 0; list = list[8:] {
		n := le.Uint64(list)
		if n <= last || n >= m.high {
			return broken
		}
		last = n
	}
	return nil
}

type meta struct{ pageSize, root, freelist, high, txid uint64 }

func parseMeta(page []byte) (meta, bool) {
	b := page[metaHeader:]
	sum := fnv.New64a()
	sum.Write(b[:metaSum])
	le := binary.LittleEndian
	ok := le.Uint32(b) == metaMagic && le.Uint32(b[4:]) == metaVersion && le.Uint64(b[metaSum:]) == sum.Sum64()
	return meta{
		pageSize: uint64(le.Uint32(b[metaPageSize:])), root: le.Uint64(b[metaRoot:]),
		freelist: le.Uint64(b[metaFreelist:]), high: le.Uint64(b[metaHigh:]), txid: le.Uint64(b[metaTxid:]),
	}, ok
}
