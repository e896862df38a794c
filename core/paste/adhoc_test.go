package paste
import ("testing";"fmt";"strings";"path/filepath";"bytes")
func TestAdhoc(t *testing.T){
 for _, f := range dumpFiles(t) {
  c := readDumpCase(t, f); base := filepath.Base(f)
  want := bytes.Join(c.records, nil)
  d0,_ := ReadDump(c.text)
  lines := strings.SplitAfter(c.text, "\n")
  for i := range lines { if strings.TrimSpace(lines[i])=="" {continue}
   s := strings.Join(lines[:i],"")+strings.Join(lines[i+1:],"")
   d, err := ReadDump(s)
   if err == nil && len(d.Notes) == len(d0.Notes) && len(lines)>4 { got := bytes.Join(d.Records,nil); if !bytes.HasPrefix(want, got) && !strings.Contains(base,"-p") && !strings.Contains(base,"An") { fmt.Printf("DROP %s line %d %s: %d bytes for %d notes %v\n", base, i+1, d.Format, len(got), len(want), d.Notes) } }
  }
  // alter each char to z
  for i := range c.text { if i > 600 {break}; ch := c.text[i]; if hexDigit(ch) < 0 {continue}
   s := c.text[:i]+"z"+c.text[i+1:]
   d, err := ReadDump(s)
   if err == nil { got := bytes.Join(d.Records,nil); if !bytes.Equal(got,want) && len(d.Notes) == len(d0.Notes) && !strings.Contains(base, "string") {
     ln := strings.Count(c.text[:i],"\n"); col := i - strings.LastIndex(c.text[:i],"\n")
     fmt.Printf("ALTER %s %d:%d %s %d/%d bytes\n", base, ln+1, col, d.Format, len(got), len(want)) } }
  }
 }
}
