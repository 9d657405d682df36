from cad0_core.cli.app import main

if __name__ == "__main__":
    main()
