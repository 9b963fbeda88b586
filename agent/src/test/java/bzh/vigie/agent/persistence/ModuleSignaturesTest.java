package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Item.Signature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ModuleSignaturesTest {
    private static final byte[] SIGNED = "\u007fELF…~Module signature appended~\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] UNSIGNED = "\u007fELF…".getBytes(StandardCharsets.UTF_8);

    @Test
    void aModuleIsUnsignedOrItsSignatureIsUnknown() {
        assertEquals(Signature.UNKNOWN, ModuleSignatures.of(SIGNED));
        assertEquals(Signature.UNSIGNED, ModuleSignatures.of(UNSIGNED));
        assertEquals(Signature.NOT_CHECKED, ModuleSignatures.of(new byte[0]));
        assertEquals(Signature.NOT_CHECKED, ModuleSignatures.of("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatGzipCompressedIsLookedInto() throws IOException {
        assertEquals(Signature.UNKNOWN, ModuleSignatures.of(gzip(SIGNED)));
        assertEquals(Signature.UNSIGNED, ModuleSignatures.of(gzip(UNSIGNED)));
        assertEquals(Signature.NOT_CHECKED, ModuleSignatures.of(gzip(new byte[100])));
        byte[] large = Arrays.copyOf(UNSIGNED, 200_000);
        assertEquals(Signature.UNSIGNED, ModuleSignatures.of(gzip(large)));
        // the end of the signature in another chunk than its beginning
        byte[] across = Arrays.copyOf(UNSIGNED, (64 << 10) + 10);
        byte[] trailer = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(trailer, 0, across, across.length - trailer.length, trailer.length);
        assertEquals(Signature.UNKNOWN, ModuleSignatures.of(gzip(across)));
        byte[] torn = Arrays.copyOf(gzip(large), 40);
        assertEquals(Signature.UNKNOWN, ModuleSignatures.of(torn));
    }

    @Test
    void whatCannotBeUnpackedIsUnknownNeverUnsigned() {
        assertEquals(Signature.UNKNOWN, ModuleSignatures.of(HexFormat.of().parseHex("fd377a585a000004e6d6b446")));
        assertEquals(Signature.UNKNOWN, ModuleSignatures.of(HexFormat.of().parseHex("28b52ffda4")));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
