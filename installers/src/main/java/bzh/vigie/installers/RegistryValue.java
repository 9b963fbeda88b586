package bzh.vigie.installers;

/**
 * A value of the registry of the machine that is to be set.
 *
 * @param key below {@code HKEY_LOCAL_MACHINE}
 * @param type {@code REG_DWORD} or {@code REG_SZ}
 * @param data a number in decimal, or the text
 */
record RegistryValue(String key, String name, String type, String data) {
    RegistryValue {
        if (!type.equals("REG_DWORD") && !type.equals("REG_SZ")) {
            throw new IllegalArgumentException(type);
        }
    }

    boolean isNumber() {
        return type.equals("REG_DWORD");
    }
}
