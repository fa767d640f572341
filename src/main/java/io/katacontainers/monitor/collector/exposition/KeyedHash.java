package io.katacontainers.monitor.collector.exposition;

import java.security.SecureRandom;

/**
 * SipHash-1-3 under a key that nobody outside the process knows, so that no guest can make two of its names or label sets meet.
 * Two different inputs share a hash with a chance of 2<sup>-64</sup>.
 */
final class KeyedHash {
    private final long key0;
    private final long key1;

    KeyedHash(SecureRandom random) {
        this(random.nextLong(), random.nextLong());
    }

    KeyedHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    long hash(byte[] text, int start, int end) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int at = start;
        boolean last = false;
        int finalRounds = 3;
        while (finalRounds > 0) {
            long word = 0;
            if (last) {
                finalRounds--;
            } else if (at + Long.BYTES <= end) {
                word = (long) Bytes.LONGS.get(text, at);
                at += Long.BYTES;
            } else {
                word = tail(text, at, start, end);
                last = true;
            }
            v3 ^= word;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
            if (last && finalRounds == 3) {
                v2 ^= 0xff;
            }
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** Of a number. */
    long hash(long number) {
        byte[] text = new byte[Long.BYTES];
        Bytes.LONGS.set(text, 0, number);
        return hash(text, 0, text.length);
    }

    private static long tail(byte[] text, int from, int start, int end) {
        long word = (long) (end - start) << 56;
        for (int i = 0; from + i < end; i++) {
            word |= (text[from + i] & 0xffL) << (8 * i);
        }
        return word;
    }
}
