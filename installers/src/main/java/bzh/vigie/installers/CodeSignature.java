package bzh.vigie.installers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Signs a PowerShell script (osslsigncode 2.8 or later knows them) or an MSI with Authenticode, by osslsigncode.
 *
 * @param pkcs12 {@code signing.pkcs12}, certificate and key
 * @param password {@code signing.password-file}, whose first line is the password; empty for none
 * @param timestamp {@code signing.timestamp}, address of a time-stamping service (RFC 3161); empty for none
 */
record CodeSignature(Path pkcs12, String password, String timestamp) {
    /** The one that a build asks for; empty where it asks for none. */
    static Optional<CodeSignature> of(Properties properties) {
        String pkcs12 = properties.getProperty("signing.pkcs12", "").strip();
        return pkcs12.isEmpty()
                ? Optional.empty()
                : Optional.of(new CodeSignature(
                        Path.of(pkcs12),
                        properties.getProperty("signing.password-file", "").strip(),
                        properties.getProperty("signing.timestamp", "").strip()));
    }

    /**
     * Signs it in place.
     *
     * @param file an MSI, or a script in UTF-8 with a mark and Windows' ends of lines, as Windows wants it to be signed
     */
    void sign(Path file) throws IOException, InterruptedException {
        Path signed = file.resolveSibling("signed-" + file.getFileName());
        Files.deleteIfExists(signed);
        List<String> words = new ArrayList<>(List.of("osslsigncode", "sign", "-pkcs12", pkcs12.toString()));
        if (!password.isEmpty()) {
            words.addAll(List.of("-readpass", password));
        }
        if (!timestamp.isEmpty()) {
            words.addAll(List.of("-ts", timestamp));
        }
        words.addAll(List.of("-h", "sha256", "-in", file.toString(), "-out", signed.toString()));
        Tools.run(words);
        Files.move(signed, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
