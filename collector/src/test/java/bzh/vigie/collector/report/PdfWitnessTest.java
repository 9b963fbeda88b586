package bzh.vigie.collector.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.OutsideProgram;
import bzh.vigie.collector.OutsideProgram.Result;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.identity.ReportSigner;
import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.report.pdf.PdfDocument;
import bzh.vigie.collector.report.pdf.PdfDocument.Style;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signed report as qpdf and poppler's pdfsig and pdftotext read it. */
final class PdfWitnessTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");

    @TempDir
    Path dir;

    private static byte[] report() {
        PdfDocument pdf = new PdfDocument("Été à Auray", "Vigie · Été", Locale.FRENCH, NOW);
        pdf.text(Style.TITLE, "Rapport — œuvre, Noël, €");
        for (int i = 0; i < 80; i++) {
            pdf.text(Style.BODY, "Ligne " + i + " " + "mot ".repeat(40));
        }
        pdf.table(List.of(1f, 2f), List.of("a", "b"), List.of(List.of("x", "y".repeat(500)), List.of("", "z")));
        SecureRandom random = new SecureRandom();
        Authority authority = Authority.create(NOW, random);
        KeyPair pair = Keys.generate(random);
        return ReportSignature.sign(
                pdf.toSign(),
                new LedgerContent(Map.of(ReportClaims.TITLE, "Auray", ReportClaims.MADE, NOW.toString())),
                new ReportSigner(authority.reports(pair.getPublic(), NOW), authority.certificate(), pair.getPrivate()));
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(dir.resolve("report.pdf"), bytes);
    }

    @Test
    void qpdfFindsNoFault() throws IOException {
        OutsideProgram.assumeInstalled("/usr/bin/qpdf");
        Result result =
                OutsideProgram.run("/usr/bin/qpdf", "--check", file(report()).toString());
        assertEquals(0, result.code(), result.text());
        assertTrue(result.text().contains("No syntax or stream encoding errors found"), result.text());
    }

    @Test
    void pdfsigHoldsTheSignatureForValidUntilAByteChanges() throws IOException {
        OutsideProgram.assumeInstalled("/usr/bin/pdfsig");
        byte[] report = report();
        Result good = OutsideProgram.run("/usr/bin/pdfsig", file(report).toString());
        assertTrue(good.text().contains("Signature is Valid."), good.text());
        assertTrue(good.text().contains("Total document signed"), good.text());
        String text = new String(report, StandardCharsets.ISO_8859_1);
        report[text.indexOf("/Title")] ^= 1;
        Result changed = OutsideProgram.run("/usr/bin/pdfsig", file(report).toString());
        assertTrue(changed.text().contains("Digest Mismatch."), changed.text());
    }

    @Test
    void pdftotextReadsEveryLetter() throws IOException {
        OutsideProgram.assumeInstalled("/usr/bin/pdftotext");
        Result result = OutsideProgram.run(
                "/usr/bin/pdftotext", "-layout", file(report()).toString(), "-");
        assertEquals(0, result.code(), result.text());
        assertTrue(result.text().contains("Rapport — œuvre, Noël, €"), result.text());
        assertTrue(result.text().contains("Ligne 79"), result.text());
        assertNotEquals(-1, result.text().indexOf("Vigie · Été"), result.text());
    }
}
