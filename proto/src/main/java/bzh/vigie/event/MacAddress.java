package bzh.vigie.event;

import java.util.HexFormat;

/**
 * The address of a network card on its link, 48 bits (IEEE 802, EUI-48).
 *
 * @param bits the first octet highest; 0 to 2^48 - 1
 */
public record MacAddress(long bits) {
    /** Octets of one. */
    public static final int LENGTH = 6;

    private static final int LOCAL = 2;
    private static final int GROUP = 1;

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits");
        }
    }

    /** That of six octets. */
    public static MacAddress of(byte[] octets) {
        if (octets.length != LENGTH) {
            throw new IllegalArgumentException("mac has " + octets.length + " bytes, must be " + LENGTH);
        }
        long bits = 0;
        for (byte octet : octets) {
            bits = (bits << 8) | (octet & 0xff);
        }
        return new MacAddress(bits);
    }

    /** Its six octets. */
    public byte[] octets() {
        byte[] octets = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            octets[i] = (byte) (bits >>> (8 * (LENGTH - 1 - i)));
        }
        return octets;
    }

    /** Not given by a maker of cards but made up: by a system that hides which card it is, or for a virtual machine. */
    public boolean isLocallyAdministered() {
        return ((bits >>> 40) & LOCAL) != 0;
    }

    /** Whether one machine can have it: it is that of no group, and not all zeros. */
    public boolean isOfOneMachine() {
        return bits != 0 && ((bits >>> 40) & GROUP) == 0;
    }

    /** Six pairs of lower-case hex digits with colons. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(octets());
    }
}
