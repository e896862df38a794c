package dialect

import (
	"strconv"
	"strings"
)

// offsetTable has the offsets of the fields of contexts, objects and headers of packets that programs access, and their sizes.
// It follows include/uapi/linux/bpf.h, if_ether.h, ip.h, ipv6.h, tcp.h and udp.h.
const offsetTable = `
__sk_buff len 0 pkt_type 4 mark 8 queue_mapping 12 protocol 16 vlan_present 20 vlan_tci 24 vlan_proto 28 priority 32
__sk_buff ingress_ifindex 36 ifindex 40 tc_index 44 cb 48 hash 68 tc_classid 72 data 76 data_end 80 napi_id 84
__sk_buff family 88 remote_ip4 92 local_ip4 96 remote_ip6 100 local_ip6 116 remote_port 132 local_port 136
__sk_buff data_meta 140 flow_keys 144 tstamp 152 wire_len 160 gso_segs 164 sk 168 gso_size 176 tstamp_type 180
__sk_buff hwtstamp 184 sizeof 192
xdp_md data 0 data_end 4 data_meta 8 ingress_ifindex 12 rx_queue_index 16 egress_ifindex 20 sizeof 24
bpf_sock bound_dev_if 0 family 4 type 8 protocol 12 mark 16 priority 20 src_ip4 24 src_ip6 28 src_port 44 dst_port 48
bpf_sock dst_ip4 52 dst_ip6 56 state 72 rx_queue_mapping 76 sizeof 80
bpf_sk_lookup sk 0 cookie 0 family 8 protocol 12 remote_ip4 16 remote_ip6 20 remote_port 36 local_ip4 40 local_ip6 44
bpf_sk_lookup local_port 60 ingress_ifindex 64 sizeof 72
sk_msg_md data 0 data_end 8 family 16 remote_ip4 20 local_ip4 24 remote_ip6 28 local_ip6 44 remote_port 60
sk_msg_md local_port 64 size 68 sk 72 sizeof 80
bpf_sock_addr user_family 0 user_ip4 4 user_ip6 8 user_port 24 family 28 type 32 protocol 36 msg_src_ip4 40
bpf_sock_addr msg_src_ip6 44 sk 64 sizeof 72
bpf_tcp_sock snd_cwnd 0 srtt_us 4 rtt_min 8 snd_ssthresh 12 rcv_nxt 16 snd_nxt 20 snd_una 24 mss_cache 28 ecn_flags 32
bpf_tcp_sock rate_delivered 36 rate_interval_us 40 packets_out 44 retrans_out 48 total_retrans 52 segs_in 56
bpf_tcp_sock data_segs_in 60 segs_out 64 data_segs_out 68 lost_out 72 sacked_out 76 bytes_received 80 bytes_acked 88
bpf_tcp_sock dsack_dups 96 delivered 100 delivered_ce 104 icsk_retransmits 108 sizeof 112
bpf_cgroup_dev_ctx access_type 0 major 4 minor 8 sizeof 12
bpf_sysctl write 0 file_pos 4 sizeof 8
bpf_sockopt sk 0 optval 8 optval_end 16 level 24 optname 28 optlen 32 retval 36 sizeof 40
ethhdr h_dest 0 h_source 6 h_proto 12 sizeof 14
iphdr tos 1 tot_len 2 id 4 frag_off 6 ttl 8 protocol 9 check 10 saddr 12 daddr 16 sizeof 20
ipv6hdr flow_lbl 1 payload_len 4 nexthdr 6 hop_limit 7 saddr 8 daddr 24 sizeof 40
tcphdr source 0 dest 2 seq 4 ack_seq 8 window 14 check 16 urg_ptr 18 sizeof 20
udphdr source 0 dest 2 len 4 check 6 sizeof 8
`

// fieldOffset returns the offset of a field of a struct, or its size if the field is "sizeof".
func fieldOffset(structName, field string) (int64, bool) {
	for line := range strings.Lines(strings.TrimSpace(offsetTable)) {
		fields := strings.Fields(line)
		if fields[0] != structName {
			continue
		}
		for k := 1; k+1 < len(fields); k += 2 {
			if fields[k] == field {
				n, err := strconv.ParseInt(fields[k+1], 10, 64)
				return n, err == nil
			}
		}
	}
	return 0, false
}
