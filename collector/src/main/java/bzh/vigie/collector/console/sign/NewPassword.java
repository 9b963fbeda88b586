package bzh.vigie.collector.console.sign;

import bzh.vigie.collector.console.route.Form;

/** The two fields in which a new password is typed. Pure. */
final class NewPassword {
    private NewPassword() {}

    /** What was typed; the form is bad where it cannot be a password. */
    static String of(Form form, String name) {
        String password = String.join("", form.all("password"));
        Passwords.wrong(password, name)
                .ifPresent(key -> form.wrong(
                        "password",
                        key,
                        Integer.toString(key.equals("wrong.long") ? Passwords.MOST : Passwords.LEAST)));
        if (!password.equals(String.join("", form.all("again")))) {
            form.wrong("again", "wrong.password-differs");
        }
        return password;
    }
}
