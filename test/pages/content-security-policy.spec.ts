import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../src/social-auth/pages/content-security-policy.js';

const policy = contentSecurityPolicy({ formActions: [], images: [] });

describe('the Content-Security-Policy', () => {
  it('allows only the stylesheet, own images and own forms', () => {
    expect(policy.replace(/'sha256-[^']+'/, '<hash>')).toBe(
      "default-src 'none'; style-src <hash>; img-src 'self' data:; form-action 'self'; " +
        "frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('contains only the origin of a URL, once', () => {
    const withOrigins = contentSecurityPolicy({
      formActions: [
        'https://accounts.example/o/authorize?x=1; script-src *',
        'https://accounts.example/again',
      ],
      images: ['http://127.0.0.1:4000/pictures'],
    });
    expect(withOrigins).toContain("form-action 'self' https://accounts.example; frame");
    expect(withOrigins).toContain("img-src 'self' data: http://127.0.0.1:4000;");
  });

  it('contains the scheme of a URL without an origin, and a scheme as it is', () => {
    const withSchemes = contentSecurityPolicy({
      formActions: ['com.example.app:/callback'],
      images: ['https:'],
    });
    expect(withSchemes).toContain("form-action 'self' com.example.app:;");
    expect(withSchemes).toContain("img-src 'self' data: https:;");
  });

  it('throws a TypeError for a source that is not a URL', () => {
    expect(() => contentSecurityPolicy({ formActions: ['*'], images: [] })).toThrow(TypeError);
  });
});
