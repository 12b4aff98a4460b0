import type { LoginPageData } from '../../../src/social-auth/index.js';

export function SignIn({ providers, lastProvider, fields, notice, error }: LoginPageData) {
  return (
    <main>
      {error && (
        <p role="alert">
          {error.title}: {error.message} <small>{error.supportCode}</small>
        </p>
      )}
      {notice && <p role="status">{notice.message}</p>}
      {providers.map(({ name, label, iconUrl, login }) => (
        <form key={name} method="post" action={login.url}>
          {Object.entries(fields).map(([field, value]) => (
            <input key={field} type="hidden" name={field} value={value} />
          ))}
          <button type="submit">
            {iconUrl && <img src={iconUrl} alt="" width="20" height="20" />}
            Continue with {label} {name === lastProvider && <small>Last used</small>}
          </button>
        </form>
      ))}
    </main>
  );
}
