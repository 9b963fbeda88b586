package bzh.vigie.collector.report.pdf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;

/**
 * The objects of a PDF file, in the order in which they are given, and the table that says where each is (ISO 32000-1, 7.5). What is
 * given alike comes out alike, to the byte. Not thread-safe.
 */
final class PdfObjects {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> places = new ArrayList<>();

    PdfObjects() {
        text("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A number for an object that is given later. */
    int reserved() {
        places.add(-1);
        return places.size();
    }

    int add(String body) {
        int number = reserved();
        put(number, body);
        return number;
    }

    void put(int number, String body) {
        places.set(number - 1, out.size());
        text(number + " 0 obj\n" + body + "\nendobj\n");
    }

    /** A stream, compressed; its dictionary has these entries besides. */
    int stream(String entries, byte[] content) {
        byte[] packed = deflated(content);
        int number = reserved();
        places.set(number - 1, out.size());
        text(number + " 0 obj\n<< /Length " + packed.length + " /Filter /FlateDecode " + entries + " >>\nstream\n");
        out.writeBytes(packed);
        text("\nendstream\nendobj\n");
        return number;
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(9);
        try {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] part = new byte[8_192];
            while (!deflater.finished()) {
                packed.write(part, 0, deflater.deflate(part));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** How many bytes there are so far. */
    int size() {
        return out.size();
    }

    /** Ends the file. */
    byte[] end(int catalogue, int information, String id) {
        int table = out.size();
        text("xref\n0 " + (places.size() + 1) + "\n0000000000 65535 f \n");
        for (int place : places) {
            text(String.format(Locale.ROOT, "%010d 00000 n \n", place));
        }
        text("trailer\n<< /Size " + (places.size() + 1) + " /Root " + catalogue + " 0 R /Info " + information
                + " 0 R /ID [<" + id + "> <" + id + ">] >>\nstartxref\n" + table + "\n%%EOF\n");
        return out.toByteArray();
    }

    /** A text as a string object, in UTF-16. */
    static String string(String text) {
        StringBuilder hex = new StringBuilder("<feff");
        for (byte each : text.getBytes(StandardCharsets.UTF_16BE)) {
            hex.append(String.format(Locale.ROOT, "%02x", each));
        }
        return hex.append('>').toString();
    }
}
